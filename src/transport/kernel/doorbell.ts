import { openWrite } from "./libc.ts";
import type { Libc } from "./libc.ts";

/** EFD_NONBLOCK | EFD_CLOEXEC */
const EVENTFD_FLAGS = 0x800 | 0x80000;

let write: Libc["write"] | null = null;
const one = new Uint8Array(new ArrayBuffer(128), 0, 8);
one[0] = 1;

/** Makes a descriptor by which another thread of the process wakes a loop that waits. */
export function openDoorbell(libc: Libc): number {
  const descriptor = libc.eventfd(0, EVENTFD_FLAGS);
  if (descriptor < 0) throw new Error(`eventfd: error ${libc.readErrno()} of the system`);
  return descriptor;
}

/** Rings: the loop behind it learns of one more message. */
export function ringDoorbell(descriptor: number): void {
  write ??= openWrite();
  write(descriptor, one, one.length);
}
