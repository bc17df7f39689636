import { openWrite } from "./libc.ts";
import type { Libc } from "./libc.ts";

/** EFD_NONBLOCK | EFD_CLOEXEC */
const EVENTFD_FLAGS = 0x800 | 0x80000;

let write: Libc["write"] | null = null;
const rung = new Uint8Array(new ArrayBuffer(128), 0, 8);
const count = new DataView(rung.buffer, 0, 8);

/** Makes a descriptor by which another thread of the process wakes a loop that waits. */
export function openDoorbell(libc: Libc): number {
  const descriptor = libc.eventfd(0, EVENTFD_FLAGS);
  if (descriptor < 0) throw new Error(`eventfd: error ${libc.readErrno()} of the system`);
  return descriptor;
}

/** Rings: the loop behind it learns of one more message, or of so many. */
export function ringDoorbell(descriptor: number, messages = 1): void {
  write ??= openWrite();
  count.setUint32(0, messages, true);
  write(descriptor, rung, rung.length);
}
