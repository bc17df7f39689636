import { Decompress } from "fflate/browser";
import { reasonOf } from "../../core/errors.ts";

/** Unpacks a body that came compressed although nobody asked for it. */
export interface ContentDecoder {
  /** Hands on what the bytes unpack to, synchronously. Returns what is wrong with them; `null`: nothing. */
  push(bytes: Uint8Array): string | null;
}

const UNPACKED: ReadonlySet<string> = new Set(["gzip", "x-gzip", "deflate"]);

/** Whether bodies of this `content-encoding` can be unpacked. */
export function canDecode(encoding: string): boolean {
  return UNPACKED.has(encoding);
}

/** Creates a decoder for one body, which unpacks to at most so many bytes. */
export function createContentDecoder(maxBytes: number, onBytes: (bytes: Uint8Array) => void): ContentDecoder {
  let unpackedBytes = 0;
  const inflate = new Decompress((bytes) => {
    unpackedBytes += bytes.length;
    if (unpackedBytes <= maxBytes && bytes.length > 0) onBytes(bytes);
  });
  return {
    push(bytes) {
      // In small steps: a bomb is seen before it has filled the memory.
      for (let at = 0; at < bytes.length; at += STEP_BYTES) {
        const fault = pushOne(inflate, bytes.slice(at, at + STEP_BYTES));
        if (fault !== null) return fault;
        if (unpackedBytes > maxBytes) return `the reply unpacks to more than ${maxBytes} bytes`;
      }
      return null;
    },
  };
}

/** A step unpacks to at most a thousand times as much. */
const STEP_BYTES = 4096;

function pushOne(inflate: Decompress, bytes: Uint8Array): string | null {
  try {
    inflate.push(bytes);
    return null;
  } catch (cause) {
    return `the compressed reply cannot be unpacked: ${reasonOf(cause)}`;
  }
}
