/** Finds the elements of one JSON array in a text that comes in pieces. */
export interface ArrayScanner {
  /** Takes the next piece and returns the texts of the elements that end in it. */
  feed(chunk: string): readonly string[];
  /** Whether the array has not begun yet, has begun, or has ended. */
  state(): "before" | "within" | "after";
}

/** Creates a scanner of the array that the text is, or of the one under a key of the object that the text is. */
export function createArrayScanner(key: string | null): ArrayScanner {
  const scanner = new Scanner(key);
  return { feed: (chunk) => scanner.feed(chunk), state: () => scanner.state };
}

/** Where a scanner is: how deep, in a string or not, and where the current element began. */
class Scanner {
  state: "before" | "within" | "after" = "before";
  readonly #key: string | null;
  /** Depth of the characters directly in the array. */
  readonly #arrayDepth: number;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** The last string at the depth of keys, and whether a colon has followed it. */
  #word = "";
  #isAfterColon = false;
  /** Pieces of an element that began in an earlier chunk. */
  #parts: string[] = [];
  #chunk = "";
  /** Where the current element, or what is left of it, begins in the chunk; -1: between elements. */
  #start = -1;

  constructor(key: string | null) {
    this.#key = key;
    this.#arrayDepth = key === null ? 1 : 2;
  }

  feed(chunk: string): readonly string[] {
    const elements: string[] = [];
    this.#chunk = chunk;
    if (this.#start !== -1) this.#start = 0;
    for (let at = 0; at < chunk.length && this.state !== "after"; at++) {
      const character = chunk[at] ?? "";
      if (this.#isInString) this.#takeStringCharacter(character);
      else if (this.#endsElement(character)) elements.push(...this.#endElement(at));
      else this.#takeCharacter(character, at);
    }
    if (this.#start !== -1) this.#parts.push(chunk.slice(this.#start));
    return elements;
  }

  #takeStringCharacter(character: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === "\\") this.#isEscaped = true;
    else if (character === '"') this.#isInString = false;
    if (this.state === "before" && this.#depth === 1 && this.#isInString) this.#word += character;
  }

  #endsElement(character: string): boolean {
    return this.state === "within" && this.#depth === this.#arrayDepth && (character === "," || character === "]");
  }

  #endElement(at: number): readonly string[] {
    const text = this.#start === -1 ? null : this.#parts.join("") + this.#chunk.slice(this.#start, at);
    this.#parts = [];
    this.#start = -1;
    if (this.#chunk[at] === "]") this.state = "after";
    return text === null ? [] : [text];
  }

  #takeCharacter(character: string, at: number): void {
    if (this.state === "within" && this.#start === -1 && character.trim() !== "") this.#start = at;
    if (character === '"') this.#beginString();
    else if (character === ":") this.#isAfterColon = true;
    else if (character === ",") this.#isAfterColon = false;
    else if (character === "[" || character === "{") this.#open(character);
    else if (character === "]" || character === "}") this.#depth--;
  }

  #beginString(): void {
    this.#isInString = true;
    if (this.state === "before" && this.#depth === 1) this.#word = "";
  }

  #open(character: string): void {
    const isWanted = this.#key === null || (this.#isAfterColon && this.#word === this.#key);
    this.#depth++;
    if (this.state === "before" && character === "[" && isWanted && this.#depth === this.#arrayDepth) {
      this.state = "within";
    }
  }
}
