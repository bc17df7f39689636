import type { Arena, Region } from "./arena.ts";
import { CONTROL, MESSAGE } from "./control_message.ts";
import type { KernelTime } from "./kernel_time.ts";
import { MSG_ERRQUEUE, SO_TIMESTAMPING, SOL_SOCKET } from "./libc.ts";
import type { Libc } from "./libc.ts";

const CONTROL_BYTES = 512;

/** Reads the error queues of sockets, where the system puts when bytes went on the wire. */
export class ErrorQueue {
  readonly #libc: Libc;
  readonly #time: KernelTime;
  readonly #message: Region;
  readonly #control: Region;

  constructor(libc: Libc, arena: Arena, time: KernelTime) {
    this.#libc = libc;
    this.#time = time;
    this.#control = arena.take(CONTROL_BYTES);
    this.#message = arena.take(MESSAGE.bytes);
    this.#message.view.setBigUint64(MESSAGE.control, this.#control.address, true);
  }

  /** When the last bytes of a socket were put on the wire; `null` where its queue does not say. */
  takeSentAtMs(descriptor: number): number | null {
    let atMs: number | null = null;
    do {
      this.#message.words[MESSAGE.controlLength / 4] = CONTROL_BYTES;
      this.#control.words[CONTROL.length] = 0;
      if (this.#libc.recvmsg(descriptor, this.#message.bytes, MSG_ERRQUEUE) < 0) return atMs;
      atMs = this.#findSent() ?? atMs;
    } while (atMs !== null);
    return atMs;
  }

  #findSent(): number | null {
    const { words } = this.#control;
    const end = (this.#message.words[MESSAGE.controlLength / 4] ?? 0) / 4;
    for (let at = 0; at + CONTROL.data < end;) {
      const length = words[at + CONTROL.length] ?? 0;
      if (words[at + CONTROL.level] === SOL_SOCKET && words[at + CONTROL.kind] === SO_TIMESTAMPING) {
        return this.#time.fromStamp(words[at + CONTROL.data] ?? 0, words[at + CONTROL.data + 2] ?? 0);
      }
      if (length < 16) return null;
      at += ((length + 7) & ~7) / 4;
    }
    return null;
  }
}
