/** Hands out read buffers and takes them back. */
export interface BufferPool {
  take(): ArrayBuffer;
  give(buffer: ArrayBuffer): void;
}

/** Creates a pool of equal buffers; it keeps as many as were ever in use at once. */
export function createBufferPool(sizeBytes: number): BufferPool {
  const free: ArrayBuffer[] = [];
  return {
    take: () => free.pop() ?? new ArrayBuffer(sizeBytes),
    give(buffer) {
      // A buffer that went to a cancelled read is detached: nothing to keep.
      if (buffer.byteLength === sizeBytes) free.push(buffer);
    },
  };
}
