/** Offsets in the structure that `recvmsg` takes. */
export const MESSAGE = { bytes: 56, vector: 16, vectorLength: 24, control: 32, controlLength: 40 } as const;

/** Header of a control message, in words: its length, level and kind, then the data. */
export const CONTROL = { length: 0, level: 2, kind: 3, data: 4 } as const;

/** A control message with a moment of the wall clock. */
export const STAMP_CONTROL_BYTES = 32;
