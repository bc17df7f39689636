import * as z from "zod";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { decimal, integer, text } from "../options/value_schemas.ts";

/** Values of the options that say when the simulator sends its tokens. */
export interface SimulateTimingValues {
  readonly ttft: string;
  readonly itl: string;
  readonly prefill_speed: number | null;
  readonly capacity: number | null;
  readonly max_running: number | null;
  readonly stall_at: readonly string[];
}

/** Options that say when the simulator sends its tokens. */
export const SIMULATE_TIMING_OPTIONS: OptionTable<SimulateTimingValues> = ownOptions<SimulateTimingValues>("Timing", {
  ttft: {
    placeholder: "DISTRIBUTION",
    unit: "ms",
    schema: () => text(),
    defaultValue: "100",
    help:
      "From the request to the first token: 100, 1.5s, uniform:50:150, normal:100:20, exp:50, lognormal:80:0.5 (median, sigma) or gamma:100:2 (mean, shape)",
  },
  itl: {
    placeholder: "DISTRIBUTION",
    unit: "ms",
    schema: () => text(),
    defaultValue: "20",
    help: "From token to token: a distribution as for --ttft",
  },
  prefill_speed: {
    placeholder: "N",
    unit: "tokens/s",
    schema: () => decimal({ min: 1 }),
    defaultValue: null,
    defaultText: "no limit",
    help: "Prompt tokens worked through in a second; their time is added to the TTFT",
  },
  capacity: {
    placeholder: "N",
    unit: "replies",
    schema: () => decimal({ min: 1 }),
    defaultValue: null,
    defaultText: "no limit",
    help: "Running replies up to which none is slowed down; with R running, TTFT and ITL are max(1, R/N) times as long",
  },
  max_running: {
    placeholder: "N",
    unit: "replies",
    schema: () => integer({ min: 1 }),
    defaultValue: null,
    defaultText: "no limit",
    help: "Replies that run at once; further requests wait for a slot",
  },
  stall_at: {
    arity: "many",
    placeholder: "START:END",
    unit: "s",
    schema: () => z.array(text()),
    defaultValue: [],
    defaultText: "none",
    isRepeatable: true,
    help: "The whole server stands still from START to END, in seconds since its start",
  },
});
