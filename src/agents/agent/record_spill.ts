/** A message of records that waits on the disk. */
export interface SpilledMessage {
  readonly subject: string;
  readonly id: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Place {
  readonly subject: string;
  readonly id: string;
  readonly offset: number;
  readonly length: number;
}

/** Messages that nobody takes for now, in a file of this machine, first in, first out; where they lie stays in memory. */
export class RecordSpill implements Disposable {
  readonly #path: string;
  readonly #waiting: Place[] = [];
  #file: Deno.FsFile | null = null;
  #end = 0;

  /** The file is made with the first message. */
  constructor(path: string) {
    this.#path = path;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Writes a message; throws where the disk does not take it. */
  add({ subject, id, bytes }: SpilledMessage): void {
    this.#file ??= Deno.openSync(this.#path, { create: true, read: true, write: true, truncate: true });
    this.#file.seekSync(this.#end, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.byteLength;) at += this.#file.writeSync(bytes.subarray(at));
    this.#waiting.push({ subject, id, offset: this.#end, length: bytes.byteLength });
    this.#end += bytes.byteLength;
  }

  /** Takes the oldest message out; `null`: there is none. */
  take(): SpilledMessage | null {
    const place = this.#waiting.shift();
    if (place === undefined || this.#file === null) return null;
    const bytes = new Uint8Array(place.length);
    this.#file.seekSync(place.offset, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.byteLength;) {
      const read = this.#file.readSync(bytes.subarray(at));
      if (read === null) throw new Error(`${this.#path} is shorter than what was written`);
      at += read;
    }
    if (this.#waiting.length === 0) this.#empty();
    return { subject: place.subject, id: place.id, bytes };
  }

  [Symbol.dispose](): void {
    if (this.#file === null) return;
    this.#file.close();
    this.#file = null;
    Deno.removeSync(this.#path);
  }

  #empty(): void {
    this.#file?.truncateSync(0);
    this.#end = 0;
  }
}
