import { ok } from "node:assert";
import { startSimulation } from "../../src/app/simulate.ts";
import { readReplySettings } from "../../src/simulator/settings/setting_readers.ts";
import { DEFAULT_SIMULATOR_OPTIONS } from "../../src/simulator/simulator_options.ts";

/** A simulator and a folder for results. */
export interface Bench {
  readonly url: string;
  readonly folder: string;
}

/** Gives a test a simulator with reply settings such as `ttft=5,tokens=3`, and a folder for results. */
export async function withBench(settings: string, test: (bench: Bench) => Promise<void>): Promise<void> {
  const read = readReplySettings(settings);
  ok("value" in read, JSON.stringify(read));
  const simulation = await startSimulation({ ...DEFAULT_SIMULATOR_OPTIONS, port: 0, ...read.value }, "json");
  const folder = await Deno.makeTempDir();
  try {
    await test({ url: `${simulation.url}/v1/chat/completions`, folder });
  } finally {
    await simulation.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

/** The command line of a run on a bench. */
export function perfArguments({ url, folder }: Bench, ...argv: readonly string[]): readonly string[] {
  return ["perf", "--model", "m", "--url", url, "--outputs-dir", folder, "--no-timestamp", "--prompt", "hi", ...argv];
}
