import { GrowingText } from "../scanning/growing_text.ts";
import type { ReplyNote } from "../../core/reply_notes.ts";

/** Fewer events may grow by chance: "1", "12" are two pieces of a number. */
const LEAST_GROWTHS = 2;

/** Shorter texts may be said twice: "no", "no". */
const LEAST_REPEATED_CHARS = 4;

/**
 * Gathers one text of a reply from its pieces. Two habits of services are seen
 * through: a last event that repeats the whole text, and events that each bring the whole text so far.
 */
export class GatheredText {
  readonly #text = new GrowingText();
  #pieces = 0;
  /** The last piece, as long as each one went on from the one before; else `null`. */
  #growing: string | null = null;
  #growths = 0;
  #isRepeated = false;

  /** Whether nothing has come so far. */
  get isEmpty(): boolean {
    return this.#pieces === 0;
  }

  /** Characters that have come so far. */
  get chars(): number {
    return this.#text.chars;
  }

  /** What was odd about the pieces; `null`: nothing. */
  get note(): ReplyNote | null {
    if (this.#isCumulative()) return "cumulative_text";
    return this.#isRepeated ? "repeated_text" : null;
  }

  /** Adds a piece; `isLast` where its event ends the reply. Tells whether it brought anything new. */
  add(piece: string, isLast: boolean = false): boolean {
    if (piece === "") return false;
    if (isLast && this.#pieces > 1) {
      const before = this.#growths > 0 && this.#growing !== null ? this.#growing : this.#text.toString();
      if (before.length >= LEAST_REPEATED_CHARS && piece.startsWith(before)) return this.#addEnd(piece, before);
    }
    // The whole text once more, nothing having been added: a service that waits for its own model.
    if (this.#isCumulative() && piece === this.#growing) return false;
    this.#watchGrowth(piece);
    this.#text.add(piece);
    this.#pieces++;
    return true;
  }

  /**
   * Adds a piece as the inside of a JSON string, known to be right and not empty. `false`: it was not added, because it has
   * to be looked at as text.
   */
  addJson(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#pieces < 2 || this.#growing !== null) return false;
    this.#text.addJson(bytes, start, end);
    this.#pieces++;
    return true;
  }

  /** The reply repeated the text in a way that its events show by themselves. */
  setRepeated(): void {
    this.#isRepeated = true;
  }

  /** Returns the text so far. */
  toString(): string {
    return this.#isCumulative() ? this.#growing ?? "" : this.#text.toString();
  }

  /** The last event brings the whole text once more, perhaps with an end that is new. */
  #addEnd(piece: string, before: string): boolean {
    this.#isRepeated = true;
    if (this.#growths > 0 && this.#growing !== null) {
      this.#growing = piece;
      this.#growths++;
    }
    this.#text.add(piece.slice(before.length));
    return piece.length > before.length;
  }

  #watchGrowth(piece: string): void {
    if (this.#pieces === 0) this.#growing = piece;
    else if (this.#growing === null) return;
    else if (piece.length > this.#growing.length && piece.startsWith(this.#growing)) {
      this.#growing = piece;
      this.#growths++;
    } else this.#growing = null;
  }

  #isCumulative(): boolean {
    return this.#growing !== null && this.#growths >= LEAST_GROWTHS;
  }
}
