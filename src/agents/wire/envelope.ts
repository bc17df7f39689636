import { concatBytes } from "../../core/bytes.ts";

/** The two ways from an agent: messages with an answer at once, and records through the stream of the bus. */
export type Path = "direct" | "stream";

/** What stands before a message on the bus. */
export interface Envelope {
  /** The event loop at the agent's end. */
  readonly loop: number;
  /** Counts the messages of a loop on this path from 1. */
  readonly number: number;
  /** So many messages of the other path come before this one. */
  readonly after: number;
  /** The message is sealed for the agent alone. */
  readonly isSealed: boolean;
  /** The number of the coordinator that it is from or for: one that takes the run up has a higher one. */
  readonly epoch: number;
}

const HEAD_BYTES = 16;

/** What an envelope and the headers of the bus take of the largest message. */
export const ENVELOPE_ROOM_BYTES = 1024;

/** Puts an envelope around the bytes of a message. */
export function wrap({ loop, number, after, isSealed, epoch }: Envelope, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new DataView(new ArrayBuffer(HEAD_BYTES));
  head.setUint32(0, loop, true);
  head.setUint32(4, number, true);
  head.setUint32(8, after, true);
  head.setUint32(12, 2 * epoch + (isSealed ? 1 : 0), true);
  return concatBytes([new Uint8Array(head.buffer), message]);
}

/** Takes an envelope off; throws where there is none. */
export function unwrap(bytes: Uint8Array): { readonly envelope: Envelope; readonly message: Uint8Array } {
  if (bytes.byteLength < HEAD_BYTES) throw new Error(`A message of ${bytes.byteLength} bytes has no envelope`);
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  const read = (at: number): number => head.getUint32(at, true);
  return {
    envelope: { loop: read(0), number: read(4), after: read(8), isSealed: read(12) % 2 === 1, epoch: read(12) >>> 1 },
    message: bytes.subarray(HEAD_BYTES),
  };
}

/** The envelope of a message about an agent as a whole, but for its number and that of the coordinator. */
export const WHOLE_ENVELOPE: Omit<Envelope, "number" | "loop" | "epoch"> = { after: 0, isSealed: false };
