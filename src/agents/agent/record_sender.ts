import type { InsistentSender } from "../wire/insistent_sender.ts";
import type { RecordSpill, SpilledMessage } from "./record_spill.ts";

/** What a sender of records stands on. */
export interface RecordSenderParts {
  readonly sender: InsistentSender;
  readonly spill: RecordSpill;
  /** Hands a message to the bus; rejects where that does not take it. */
  readonly publish: (message: SpilledMessage) => Promise<unknown>;
  /** So many bytes wait in memory at most, before the disk is used. */
  readonly maxWaitingBytes: number;
  /** The disk did not take a message either: it waits in memory. */
  readonly onNoDisk: (cause: unknown) => void;
}

/** Hands records to the bus. What it does not take waits in memory, beyond that on the disk: the load goes on. */
export class RecordSender {
  readonly #parts: RecordSenderParts;
  #waitingBytes = 0;

  constructor(parts: RecordSenderParts) {
    this.#parts = parts;
  }

  /** `true`: it waits on the disk, and nothing of it is needed in memory. */
  send(message: SpilledMessage): boolean {
    const { maxWaitingBytes, spill } = this.#parts;
    const isFull = spill.size > 0 || this.#waitingBytes + message.bytes.byteLength > maxWaitingBytes;
    if (isFull && this.#spill(message)) return true;
    this.#insist(message);
    return false;
  }

  #spill(message: SpilledMessage): boolean {
    try {
      this.#parts.spill.add(message);
      return true;
    } catch (cause) {
      this.#parts.onNoDisk(cause);
      return false;
    }
  }

  #insist(message: SpilledMessage): void {
    const { sender, publish } = this.#parts;
    this.#waitingBytes += message.bytes.byteLength;
    sender.send(async () => {
      await publish(message);
      this.#waitingBytes -= message.bytes.byteLength;
      this.#refill();
    });
  }

  /** What waits on the disk follows what has left the memory. */
  #refill(): void {
    const { spill, maxWaitingBytes } = this.#parts;
    while (this.#waitingBytes < maxWaitingBytes / 2) {
      const next = spill.take();
      if (next === null) return;
      this.#insist(next);
    }
  }
}
