import type { Arena, Region } from "./arena.ts";
import type { ArrivalStamp } from "./arrival_stamps.ts";
import { CONTROL, MESSAGE, STAMP_CONTROL_BYTES } from "./control_message.ts";
import { SO_TIMESTAMPNS, SOL_SOCKET } from "./libc.ts";
import type { Libc } from "./libc.ts";

const DATA_BYTES = 65_536;

/** Reads sockets into one buffer, with the moment at which the kernel received the bytes. */
export class Receiver {
  /** What the last read gave; only valid until the next. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** When the bytes of the last read arrived. */
  readonly stamp: ArrivalStamp = { seconds: 0, nanoseconds: 0 };
  readonly #libc: Libc;
  readonly #message: Region;
  readonly #control: Region;

  constructor(libc: Libc, arena: Arena) {
    this.#libc = libc;
    const data = arena.take(DATA_BYTES);
    this.data = data.bytes;
    // The stamp comes first; there is no room for the others, which would only be copied.
    this.#control = arena.take(STAMP_CONTROL_BYTES);
    this.#message = arena.take(MESSAGE.bytes);
    const vector = arena.take(16);
    vector.view.setBigUint64(0, data.address, true);
    vector.view.setBigUint64(8, BigInt(DATA_BYTES), true);
    this.#message.view.setBigUint64(MESSAGE.vector, vector.address, true);
    this.#message.view.setBigUint64(MESSAGE.vectorLength, 1n, true);
    this.#message.view.setBigUint64(MESSAGE.control, this.#control.address, true);
  }

  /** Reads what there is; returns the number of bytes, 0 at the end, below 0 with an error. */
  receive(descriptor: number): number {
    const control = this.#control.words;
    const message = this.#message.words;
    message[MESSAGE.controlLength / 4] = STAMP_CONTROL_BYTES;
    control[CONTROL.kind] = 0;
    const count = this.#libc.recvmsg(descriptor, this.#message.bytes, 0);
    const hasStamp = count > 0 && (message[MESSAGE.controlLength / 4] ?? 0) >= STAMP_CONTROL_BYTES &&
      control[CONTROL.level] === SOL_SOCKET && control[CONTROL.kind] === SO_TIMESTAMPNS;
    this.stamp.seconds = hasStamp ? control[CONTROL.data] ?? 0 : 0;
    this.stamp.nanoseconds = control[CONTROL.data + 2] ?? 0;
    return count;
  }
}
