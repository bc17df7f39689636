import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator_options.ts";
import { fixed } from "../../src/core/value_distribution.ts";

/** Starts a fast simulator on a free port of 127.0.0.1, gives it to a test, and closes it. */
export async function withSimulator<Result>(
  options: Partial<SimulatorOptions>,
  test: (simulator: Simulator) => Promise<Result>,
): Promise<Result> {
  const fast = { port: 0, ttftMs: fixed(1), itlMs: fixed(0), tokens: fixed(8) };
  const simulator = await startSimulator({ ...fast, ...options });
  try {
    return await test(simulator);
  } finally {
    await simulator.close();
  }
}
