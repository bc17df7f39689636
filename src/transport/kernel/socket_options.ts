import type { StreamHealth } from "../http1/byte_stream.ts";
import type { Arena, Region } from "./arena.ts";
import { IPPROTO_TCP, SO_ERROR, SO_TIMESTAMPING, SO_TIMESTAMPNS, SOL_SOCKET, TCP_INFO, TCP_NODELAY } from "./libc.ts";
import type { Libc } from "./libc.ts";

/** Stamps of sending by the network card's driver, read from the error queue without the bytes: TX_SOFTWARE | SOFTWARE | OPT_ID | OPT_TSONLY | OPT_ID_TCP. */
const SENDING_STAMPS = (1 << 1) | (1 << 4) | (1 << 7) | (1 << 11) | (1 << 16);

/** Where the numbers lie in what TCP_INFO gives. */
const INFO = { bytes: 232, rttUs: 68 / 4, retransmits: 100 / 4, reordered: 224 / 4 } as const;

/** Sets and reads options of sockets. */
export class SocketOptions {
  readonly #libc: Libc;
  readonly #value: Region;
  readonly #info: Region;
  readonly #length: Region;

  constructor(libc: Libc, arena: Arena) {
    this.#libc = libc;
    this.#value = arena.take(8);
    this.#info = arena.take(INFO.bytes);
    this.#length = arena.take(4);
  }

  /** A TCP socket sends at once and stamps what it receives and sends. What it cannot is found out by its reads. */
  prepare(descriptor: number): void {
    this.#set(descriptor, IPPROTO_TCP, { name: TCP_NODELAY, value: 1 });
    this.#set(descriptor, SOL_SOCKET, { name: SO_TIMESTAMPNS, value: 1 });
    this.#set(descriptor, SOL_SOCKET, { name: SO_TIMESTAMPING, value: SENDING_STAMPS });
  }

  /** Takes the error that waits at a socket; 0: none. */
  readError(descriptor: number): number {
    const { words, bytes } = this.#value;
    this.#length.words[0] = 4;
    const result = this.#libc.getsockopt(descriptor, SOL_SOCKET, SO_ERROR, bytes, this.#length.bytes);
    return result === 0 ? words[0] ?? 0 : this.#libc.readErrno();
  }

  readHealth(descriptor: number): Pick<StreamHealth, "rttMs" | "retransmits" | "reordered"> {
    const { words, bytes } = this.#info;
    words.fill(0);
    this.#length.words[0] = INFO.bytes;
    const result = this.#libc.getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, bytes, this.#length.bytes);
    if (result !== 0) return { rttMs: null, retransmits: 0, reordered: 0 };
    return {
      rttMs: (words[INFO.rttUs] ?? 0) / 1000,
      retransmits: words[INFO.retransmits] ?? 0,
      reordered: words[INFO.reordered] ?? 0,
    };
  }

  #set(descriptor: number, level: number, { name, value }: { name: number; value: number }): void {
    this.#value.words[0] = value;
    this.#libc.setsockopt(descriptor, level, name, this.#value.bytes, 4);
  }
}
