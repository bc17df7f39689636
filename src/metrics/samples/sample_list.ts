const INITIAL_CAPACITY = 256;

/** Numbers that are gathered, and then looked at all at once; the room for them is used again. */
export class SampleList {
  #values = new Float64Array(INITIAL_CAPACITY);
  #count = 0;

  /** Bound: it is handed over as a function. */
  readonly add = (value: number): void => {
    if (this.#count === this.#values.length) this.#grow();
    this.#values[this.#count++] = value;
  };

  /** Returns all that was added since the last time, in order; valid until the next `add`. */
  take(): Float64Array {
    const values = this.#values.subarray(0, this.#count);
    this.#count = 0;
    return values;
  }

  #grow(): void {
    const grown = new Float64Array(2 * this.#values.length);
    grown.set(this.#values);
    this.#values = grown;
  }
}
