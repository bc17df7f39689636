import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";

/** Who is told of the bus. */
export interface BusWatchOptions {
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** How long a bus was gone, all times together, and how often. */
export interface BusGaps {
  readonly goneMs: number;
  readonly interruptions: number;
}

/** Notes when the bus was gone, and what it complained of. */
export class BusWatch {
  #gone: BusGaps = { goneMs: 0, interruptions: 0 };
  readonly #options: BusWatchOptions;
  #goneAtMs: number | null = null;
  #backAtMs = -Infinity;

  constructor(connection: NatsConnection, options: BusWatchOptions) {
    this.#options = options;
    void this.#follow(connection);
  }

  /** How long and how often it was gone since it was asked for last. */
  take(): BusGaps {
    const gone = this.#gone;
    this.#gone = { goneMs: 0, interruptions: 0 };
    return gone;
  }

  /** Whether it is gone, or was at that time or later. */
  wasGoneSince(atMs: number): boolean {
    return this.#goneAtMs !== null || this.#backAtMs >= atMs;
  }

  note(line: string): void {
    this.#options.log(line);
  }

  async #follow(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === "disconnect") this.#goneAtMs ??= this.#options.clock.nowMs();
      else if (type === "reconnect") this.#noteReturn();
      else if (type === "slowConsumer") this.note("The bus delivers faster than this process takes in");
    }
  }

  #noteReturn(): void {
    if (this.#goneAtMs === null) return;
    this.#backAtMs = this.#options.clock.nowMs();
    const goneMs = this.#backAtMs - this.#goneAtMs;
    this.#goneAtMs = null;
    this.#gone = { goneMs: this.#gone.goneMs + goneMs, interruptions: this.#gone.interruptions + 1 };
    this.note(`The bus was gone for ${(goneMs / 1000).toFixed(1)} s; what was not taken over is sent again`);
  }
}
