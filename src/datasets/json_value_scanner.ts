/** Finds objects and lists that stand one after the other in a text that comes in pieces. */
export interface ValueScanner {
  /** Takes the next piece and returns the texts of the values that end in it. */
  feed(chunk: string): readonly string[];
  /** What has begun and not ended. */
  rest(): string;
}

/** Creates a scanner; what stands between values (white space, commas) is left out. */
export function createValueScanner(): ValueScanner {
  const scanner = new Scanner();
  return { feed: (chunk) => scanner.feed(chunk), rest: () => scanner.rest() };
}

/** How deep a scanner is, in a string or not, and what it has of the value that it is in. */
class Scanner {
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #parts: string[] = [];

  feed(chunk: string): readonly string[] {
    const values: string[] = [];
    let start = this.#depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const wasWithin = this.#depth > 0;
      this.#take(chunk[at] ?? "");
      if (!wasWithin && this.#depth > 0) start = at;
      if (!wasWithin || this.#depth > 0) continue;
      values.push(this.#parts.join("") + chunk.slice(start, at + 1));
      this.#parts = [];
      start = -1;
    }
    if (start >= 0) this.#parts.push(chunk.slice(start));
    return values;
  }

  rest(): string {
    return this.#parts.join("");
  }

  #take(character: string): void {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (character === "\\") this.#isEscaped = true;
      else if (character === '"') this.#isInString = false;
    } else if (character === '"') this.#isInString = this.#depth > 0;
    else if (character === "{" || character === "[") this.#depth++;
    else if (character === "}" || character === "]") this.#depth = Math.max(0, this.#depth - 1);
  }
}
