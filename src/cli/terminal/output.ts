import { reasonOf } from "../../core/errors.ts";
import { isAscii, toAscii } from "./ascii_text.ts";
import { concatBytes } from "../../core/bytes.ts";
import { createClock, takeOriginEpochMs } from "../../core/clock.ts";

/** One of the process's output streams, as this program uses it. */
export interface Output {
  readonly isTerminal: boolean;
  /** Whether colours are wanted: a terminal, and no `NO_COLOR`. */
  readonly hasColor: boolean;
  /** Columns; the fallback where there is no terminal. */
  width(fallback: number): number;
  /** Writes as soon as the reader takes it; never throws and never waits. */
  write(text: string): void;
}

/** An output that belongs to the process and has to be emptied before the process ends. */
export interface ProcessOutput extends Output {
  /** Waits until all has been written, or cannot be. */
  flush(): Promise<void>;
  /** Why something could not be written; `null`: nothing was lost, or its reader went away, as `head` does. */
  failure(): string | null;
}

interface Stream {
  isTerminal(): boolean;
  write(bytes: Uint8Array): Promise<number>;
}

interface OutputOptions {
  /** Drops what a slow reader has not taken, beyond so many bytes; none: the reader is waited for. */
  readonly mostQueuedBytes?: number;
  /** The output that leads to the same screen: what is written to both keeps its order. */
  readonly sharesScreenWith?: ProcessOutput;
  /** What the environment says of the terminal. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Waits a moment before a full pipe is tried again. */
  readonly pause?: (delayMs: number) => Promise<void>;
}

/** So much is handed to the system at once. */
const MAX_WRITE_BYTES = 65_536;
/** A pipe that takes nothing now is tried again after this. */
const RETRY_MS = 10;

/**
 * Wraps an output stream of the process. Writing happens beside the rest of the program: a reader that is slow, has gone
 * or sits on a full disk delays nothing else.
 */
export function createOutput(stream: Stream, options: OutputOptions = {}): ProcessOutput {
  const { sharesScreenWith: other } = options;
  const { env = {} } = options;
  const isTerminal = stream.isTerminal() && !isPlain(env);
  const toText = isAscii(env) ? toAscii : (text: string) => text;
  const queue = new WriteQueue(stream, options);
  const isShared = isTerminal && other?.isTerminal === true;
  return {
    isTerminal,
    hasColor: isTerminal && !Deno.noColor,
    width: (fallback) => isTerminal ? readColumns(fallback) : fallback,
    write: isShared ? other.write : (text) => queue.write(toText(text)),
    flush: isShared ? other.flush : () => queue.flush(),
    failure: isShared ? other.failure : () => queue.failure,
  };
}

/** A terminal that cannot move its cursor, or a log of a build that only looks like one. */
function isPlain({ TERM, CI }: Readonly<Record<string, string | undefined>>): boolean {
  return TERM === "dumb" || (CI !== undefined && CI !== "" && CI !== "false");
}

class WriteQueue {
  readonly #stream: Stream;
  readonly #mostBytes: number;
  readonly #pause: (delayMs: number) => Promise<void>;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #dropped = 0;
  #isBroken = false;
  #working: Promise<void> | null = null;
  failure: string | null = null;

  constructor(stream: Stream, { mostQueuedBytes = Infinity, pause = sleep }: OutputOptions) {
    this.#stream = stream;
    this.#mostBytes = mostQueuedBytes;
    this.#pause = pause;
  }

  write(text: string): void {
    if (this.#isBroken) return;
    const bytes = new TextEncoder().encode(text);
    if (this.#waitingBytes + bytes.length > this.#mostBytes) {
      this.#dropped++;
      return;
    }
    this.#push(bytes);
    this.#working ??= this.#work();
  }

  async flush(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  #push(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }

  /** Begins in a turn of its own, so that what is written in one go is handed over together. */
  async #work(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0 && !this.#isBroken) {
      await this.#writeSome(this.#takeSome());
      this.#tellDropped();
    }
    this.#working = null;
  }

  #takeSome(): Uint8Array {
    const taken: Uint8Array[] = [];
    let bytes = 0;
    while (this.#waiting.length > 0 && bytes < MAX_WRITE_BYTES) {
      const next = this.#waiting.shift() ?? new Uint8Array();
      taken.push(next);
      bytes += next.length;
    }
    this.#waitingBytes -= bytes;
    return concatBytes(taken);
  }

  async #writeSome(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) {
      try {
        rest = rest.subarray(await this.#stream.write(rest));
      } catch (cause) {
        if (!(cause instanceof Deno.errors.WouldBlock)) return this.#break(cause);
        await this.#pause(RETRY_MS);
      }
    }
  }

  #break(cause: unknown): void {
    this.#isBroken = true;
    this.#waiting = [];
    if (!(cause instanceof Deno.errors.BrokenPipe)) {
      this.failure = reasonOf(cause);
    }
  }

  #tellDropped(): void {
    if (this.#dropped === 0 || this.#waitingBytes > 0) return;
    this.#push(
      new TextEncoder().encode(`… ${this.#dropped} pieces of output were not read in time and are left out\n`),
    );
    this.#dropped = 0;
  }
}

function sleep(delayMs: number): Promise<void> {
  const clock = createClock(takeOriginEpochMs());
  return clock.sleepUntil(clock.nowMs() + delayMs, new AbortController().signal);
}

function readColumns(fallback: number): number {
  try {
    const { columns } = Deno.consoleSize();
    return columns > 0 ? columns : fallback;
  } catch {
    return fallback; // No console to ask: standard input, output and error all lead elsewhere.
  }
}
