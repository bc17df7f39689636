import { DataError, reasonOf } from "../core/errors.ts";
import type { SimulateValues } from "../config/simulate_options.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { toSimulatorOptions } from "../simulator/settings/read_options.ts";
import type { SimulatorOptions } from "../simulator/simulator_options.ts";
import type { ReplyTruth } from "../simulator/stats/reply_truth.ts";
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

/**
 * Starts a simulator and resolves when it listens; throws a `DataError` where it cannot. The file of `truthPath` gets what
 * was really sent of each streamed reply; `null`: none.
 */
export async function startSimulation(
  options: SimulatorOptions,
  format: "table" | "json",
  truthPath: string | null = null,
): Promise<Simulation> {
  const truths = truthPath === null ? null : openTruthFile(truthPath);
  const simulator = await startSimulator(options, truths?.add ?? null);
  return {
    url: simulator.url,
    stop: async () => {
      const stats = simulator.stats();
      await simulator.close();
      truths?.close();
      return formatSimulatorStats(stats, format);
    },
  };
}

/** Written in one go: a write for each reply would come between the events of others. */
const WRITE_AT_CHARS = 1_000_000;

function openTruthFile(path: string): { add(truth: ReplyTruth): void; close(): void } {
  let text = "";
  const file = createFile(path);
  const write = () => {
    const bytes = new TextEncoder().encode(text);
    text = "";
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  };
  return {
    add(truth) {
      text += `${JSON.stringify(truth)}\n`;
      if (text.length > WRITE_AT_CHARS) write();
    },
    close() {
      write();
      file.close();
    },
  };
}

function createFile(path: string): Deno.FsFile {
  try {
    return Deno.createSync(path);
  } catch (cause) {
    throw new DataError(`Cannot write "${path}" of --truth: ${reasonOf(cause)}`, { cause });
  }
}
