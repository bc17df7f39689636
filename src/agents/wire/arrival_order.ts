import type { Envelope, Path } from "./envelope.ts";

interface Waiting<Message> {
  readonly after: number;
  readonly message: Message;
}

/**
 * Hands messages on once each and in their order, however often and in whatever order the bus delivers them: in order
 * within a path, and no message before those of the other path that it comes after.
 */
export class ArrivalOrder<Message> {
  readonly #deliver: (message: Message) => void;
  readonly #waiting = { direct: new Map<number, Waiting<Message>>(), stream: new Map<number, Waiting<Message>>() };
  readonly #done = { direct: 0, stream: 0 };
  /** Messages that came again. */
  duplicates = 0;

  constructor(deliver: (message: Message) => void) {
    this.#deliver = deliver;
  }

  /** So many messages are known already. */
  skip({ direct, stream }: Readonly<Record<Path, number>>): void {
    this.#done.direct = direct;
    this.#done.stream = stream;
  }

  /** What has come ahead of its turn never came: others are numbered like it. Says how many were handed on. */
  forgetWaiting(path: Path): number {
    this.#waiting[path].clear();
    return this.#done[path];
  }

  accept(path: Path, { number, after }: Pick<Envelope, "number" | "after">, message: Message): void {
    const waiting = this.#waiting[path];
    if (number <= this.#done[path] || waiting.has(number)) {
      this.duplicates++;
      return;
    }
    waiting.set(number, { after, message });
    while (this.#step("direct") || this.#step("stream"));
  }

  /** Hands the next message of a path on where it is there and may go. */
  #step(path: Path): boolean {
    const number = this.#done[path] + 1;
    const next = this.#waiting[path].get(number);
    if (next === undefined || next.after > this.#done[path === "direct" ? "stream" : "direct"]) return false;
    this.#waiting[path].delete(number);
    this.#done[path] = number;
    this.#deliver(next.message);
    return true;
  }
}
