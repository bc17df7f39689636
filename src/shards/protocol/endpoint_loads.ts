/** The numbers that are kept of an endpoint in each row; a row is that of an event loop. */
const FIELDS = 3;
const RUNNING = 0;
const STARTED = 1;
const FAILED_IN_A_ROW = 2;

/** Before the rows stands how many of them are in use. */
const HEAD = 1;

/** More event loops than this share rows. */
const MAX_ROWS = 128;

/** How busy an endpoint is, over all event loops. */
export interface EndpointLoad {
  /** Requests on their way. */
  readonly running: number;
  readonly started: number;
  /** The last request that ended in some event loop failed. */
  readonly isFailing: boolean;
}

/** A place for the loads of endpoints: memory that the event loops of a process share, and the row of one of them. */
export interface LoadPlace {
  readonly memory: SharedArrayBuffer;
  readonly row: number;
}

/** Makes memory for the loads of endpoints. */
export function createLoadMemory(endpoints: number): SharedArrayBuffer {
  return new SharedArrayBuffer((HEAD + MAX_ROWS * endpoints * FIELDS) * Int32Array.BYTES_PER_ELEMENT);
}

/** How busy each endpoint is: every event loop writes its own row and reads all rows. */
export class EndpointLoads {
  readonly #counts: Int32Array<SharedArrayBuffer>;
  readonly #endpoints: number;
  readonly #row: number;

  constructor({ memory, row }: LoadPlace, endpoints: number) {
    this.#counts = new Int32Array(memory);
    this.#endpoints = endpoints;
    this.#row = row % MAX_ROWS;
    if (Atomics.load(this.#counts, 0) <= this.#row) Atomics.store(this.#counts, 0, this.#row + 1);
  }

  read(endpoint: number): EndpointLoad {
    const rows = Atomics.load(this.#counts, 0);
    let [running, started, isFailing] = [0, 0, false];
    for (let row = 0; row < rows; row++) {
      const at = this.#placeOf(row, endpoint);
      running += Atomics.load(this.#counts, at + RUNNING);
      started += Atomics.load(this.#counts, at + STARTED);
      isFailing ||= Atomics.load(this.#counts, at + FAILED_IN_A_ROW) > 0;
    }
    return { running, started, isFailing };
  }

  begin(endpoint: number): void {
    const at = this.#placeOf(this.#row, endpoint);
    Atomics.add(this.#counts, at + RUNNING, 1);
    Atomics.add(this.#counts, at + STARTED, 1);
  }

  end(endpoint: number, hasFailed: boolean): void {
    const at = this.#placeOf(this.#row, endpoint);
    Atomics.sub(this.#counts, at + RUNNING, 1);
    if (hasFailed) Atomics.add(this.#counts, at + FAILED_IN_A_ROW, 1);
    else Atomics.store(this.#counts, at + FAILED_IN_A_ROW, 0);
  }

  /** What the event loop of this row had under way is lost with it. */
  forget(): void {
    for (let endpoint = 0; endpoint < this.#endpoints; endpoint++) {
      const at = this.#placeOf(this.#row, endpoint);
      Atomics.store(this.#counts, at + RUNNING, 0);
      Atomics.store(this.#counts, at + FAILED_IN_A_ROW, 0);
    }
  }

  #placeOf(row: number, endpoint: number): number {
    return HEAD + (row * this.#endpoints + endpoint) * FIELDS;
  }
}
