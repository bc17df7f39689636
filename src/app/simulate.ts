import type { SimulateValues } from "../config/simulate_options.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { toSimulatorOptions } from "../simulator/settings/read_options.ts";
import type { SimulatorOptions } from "../simulator/simulator_options.ts";
import { formatSimulatorStats } from "../simulator/stats/format_stats.ts";

/** A simulator that runs until it is stopped. */
export interface Simulation {
  /** Without path: `http://127.0.0.1:8877`. */
  readonly url: string;
  /** Stops it and returns what it did, as text. */
  stop(): Promise<string>;
}

/** Decides what a simulator does; throws one `UsageError` that names everything that is wrong. */
export function planSimulation(values: SimulateValues): SimulatorOptions {
  return toSimulatorOptions({ ...values });
}

/** Starts a simulator and resolves when it listens; throws a `DataError` where it cannot. */
export async function startSimulation(options: SimulatorOptions, format: "table" | "json"): Promise<Simulation> {
  const simulator = await startSimulator(options);
  return {
    url: simulator.url,
    stop: async () => {
      const stats = simulator.stats();
      await simulator.close();
      return formatSimulatorStats(stats, format);
    },
  };
}
