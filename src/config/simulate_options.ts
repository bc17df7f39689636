/**
 * The options of `simulate`: one table for parsing, help, defaults, completion and documentation. Distributions and
 * faults stay as they were typed; the simulator itself reads them.
 */
import type { OptionTable } from "./option_spec.ts";
import { SIMULATE_REPLY_OPTIONS, type SimulateReplyValues } from "./simulate/reply_options.ts";
import { SIMULATE_SERVER_OPTIONS, type SimulateServerValues } from "./simulate/server_options.ts";
import { SIMULATE_STREAM_OPTIONS, type SimulateStreamValues } from "./simulate/stream_options.ts";
import { SIMULATE_TIMING_OPTIONS, type SimulateTimingValues } from "./simulate/timing_options.ts";

/** The values of all options of `simulate`, by key. */
export interface SimulateValues
  extends SimulateServerValues, SimulateTimingValues, SimulateReplyValues, SimulateStreamValues {}

/** The options of `simulate` by key. */
export const SIMULATE_TABLE: OptionTable<SimulateValues> = {
  ...SIMULATE_SERVER_OPTIONS,
  ...SIMULATE_TIMING_OPTIONS,
  ...SIMULATE_REPLY_OPTIONS,
  ...SIMULATE_STREAM_OPTIONS,
};
