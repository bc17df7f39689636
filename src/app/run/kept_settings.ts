import type { AccumulatorOptions } from "../../metrics/accumulator_options.ts";

/** What an agent that keeps the records of a phase has to know of it. */
export interface KeptSettings {
  readonly step: string;
  readonly options: Omit<AccumulatorOptions, "agentOf">;
  /** Records go into a file; those of a warm-up do not. */
  readonly hasFile: boolean;
  readonly storeContent: boolean;
  /** Wall-clock ms since the epoch at which the clock of the run stood at 0. */
  readonly originEpochMs: number;
}

/** JSON knows no infinity, which ends the last stage of a load. */
const INFINITY = "Infinity";

/** Writes the settings for the way to an agent. */
export function writeKeptSettings(settings: KeptSettings): string {
  return JSON.stringify(settings, (_key, value: unknown) => value === Infinity ? INFINITY : value);
}

/** Reads what `writeKeptSettings` of the same version wrote. */
export function readKeptSettings(text: string): KeptSettings {
  return JSON.parse(text, (_key, value: unknown) => value === INFINITY ? Infinity : value);
}
