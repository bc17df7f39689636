import type { Fleet } from "../../agents/coordinator/fleet.ts";
import type { MissingResults } from "../../agents/coordinator/kept_states.ts";
import { toFolderName } from "../../core/folder_name.ts";
import type { Clock } from "../../core/clock.ts";
import type { AccumulatorState } from "../../metrics/accumulator.ts";
import type { StateSource } from "../../metrics/joined_accumulator.ts";
import { listHistograms, unpackState } from "../../metrics/packed_state.ts";

/** The metrics that agents tell, as those of the step are made of them. */
export class FleetStates implements StateSource {
  readonly #fleet: Fleet;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  get version(): number {
    return this.#fleet.kept.book.version;
  }

  states(): readonly AccumulatorState[] {
    return this.#fleet.kept.book.parts().map(({ state }) => unpackState(state));
  }

  onJoined(state: AccumulatorState): void {
    this.#fleet.kept.thin = listHistograms(state);
  }
}

const LOOK_EVERY_MS = 50;
/** An agent that lives tells within seconds; one that does not is counted out before. */
const PATIENCE_MS = 30_000;

/** Waits until the states hold all that agents have ended; returns what they do not hold. */
export async function awaitAllStates(fleet: Fleet, clock: Clock): Promise<readonly MissingResults[]> {
  const { signal } = new AbortController();
  const untilMs = clock.nowMs() + PATIENCE_MS;
  while (fleet.kept.missing().some(({ agent }) => agent.isPart()) && clock.nowMs() < untilMs) {
    await clock.sleepUntil(clock.nowMs() + LOOK_EVERY_MS, signal);
  }
  return fleet.kept.missing();
}

/** Fetches the file of records of each agent into a folder; says in words what could not be fetched. */
export async function collectFiles(fleet: Fleet, folder: string): Promise<readonly string[]> {
  await Deno.mkdir(folder, { recursive: true });
  const problems: string[] = [];
  for (const agent of fleet.roster.all()) {
    if (!agent.isPart()) {
      problems.push(`The records that agent ${agent.name} kept are on its machine alone: it is gone`);
      continue;
    }
    using file = await Deno.open(`${folder}/${toFileName(agent.name)}`, { write: true, create: true, truncate: true });
    const writer = file.writable.getWriter();
    for (let offset = 0;;) {
      const part = await fleet.order(agent, { kind: "read", offset });
      if (part.byteLength === 0) break;
      await writer.write(part);
      offset += part.byteLength;
    }
  }
  return problems;
}

/** The file of an agent's records. */
export function toFileName(agent: string): string {
  return `${toFolderName(agent)}.db`;
}
