import { UsageError } from "../../core/errors.ts";
import type { WorkItem } from "../../core/work_item.ts";
import type { RemoteLoops } from "../run/load_host.ts";

/** Of what the bus was seen to carry a load may ask for so much: records go through it, too. */
const USABLE_SHARE = 0.8;
/** A first wave that takes longer is told of. */
const LONG_WAVE_SECONDS = 1;

/** Holds what is sent to agents against what the bus between carries. */
export class BusFit {
  readonly #limits: Pick<RemoteLoops, "maxBodyBytes" | "bytesPerSecond">;
  #items = 0;
  #bytes = 0;

  constructor(limits: Pick<RemoteLoops, "maxBodyBytes" | "bytesPerSecond">) {
    this.#limits = limits;
  }

  /** Takes an item into account; one that does not fit through the bus ends the run before it is sent. */
  readonly note = ({ index, body: { byteLength } }: WorkItem): void => {
    const { maxBodyBytes } = this.#limits;
    if (byteLength > maxBodyBytes) {
      throw new UsageError(`Request ${index} has ${byteLength} bytes, and the bus carries ${maxBodyBytes}`, {
        hint: "Raise max_payload of nats-server, or send shorter prompts",
      });
    }
    this.#items++;
    this.#bytes += byteLength;
  };

  /**
   * Judges by the items that are made so far: throws where the bus cannot carry the rate; says what the first requests
   * cost where that is much, else `null`.
   */
  check({ rate }: { readonly rate: number | null }): string | null {
    if (this.#items === 0) return null;
    const { bytesPerSecond } = this.#limits;
    const meanBytes = this.#bytes / this.#items;
    if (rate !== null && rate * meanBytes > USABLE_SHARE * bytesPerSecond) {
      throw new UsageError(
        `${rate} requests a second of ${toKilobytes(meanBytes)} are ${
          toMegabytes(rate * meanBytes)
        } a second, and the bus ` +
          `was seen to carry ${toMegabytes(bytesPerSecond)}`,
        { hint: "Lower --rate, send shorter prompts, or put the bus where more reaches the agents" },
      );
    }
    const seconds = this.#bytes / bytesPerSecond;
    if (seconds <= LONG_WAVE_SECONDS) return null;
    return `The first ${this.#items} requests (${toMegabytes(this.#bytes)}) take the bus ${
      seconds.toFixed(1)
    } s: they start ` +
      `late by as much, and it carries ${Math.floor(bytesPerSecond / meanBytes)} such requests a second at most`;
  }
}

function toMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function toKilobytes(bytes: number): string {
  return `${(bytes / 1e3).toFixed(1)} kB`;
}
