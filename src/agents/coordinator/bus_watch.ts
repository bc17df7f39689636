import type { NatsConnection } from "@nats-io/transport-node";
import type { Clock } from "../../core/clock.ts";

/** Who is told of the bus. */
export interface BusWatchOptions {
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Notes when the bus was gone, and what it complained of. */
export class BusWatch {
  /** How long it was gone, all times together. */
  goneMs = 0;
  /** How often it was gone. */
  interruptions = 0;
  readonly #options: BusWatchOptions;
  #goneAtMs: number | null = null;

  constructor(connection: NatsConnection, options: BusWatchOptions) {
    this.#options = options;
    void this.#follow(connection);
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
    const goneMs = this.#options.clock.nowMs() - this.#goneAtMs;
    this.#goneAtMs = null;
    this.goneMs += goneMs;
    this.interruptions++;
    this.note(`The bus was gone for ${(goneMs / 1000).toFixed(1)} s; what was not taken over is sent again`);
  }
}
