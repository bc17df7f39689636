import { createRandom } from "../../src/core/random.ts";
import type { RequestRecord } from "../../src/core/record.ts";
import { createAccumulator } from "../../src/metrics/accumulator.ts";
import type { StepResult } from "../../src/metrics/run_result.ts";
import { createDatabaseSink } from "../../src/report/database/database_sink.ts";
import { readRunEnvironment } from "../../src/report/files/run_environment.ts";
import { writeRunFiles } from "../../src/report/result_files.ts";
import { makeReplyRecord } from "./make_record.ts";
import { makeRun, makeStep } from "./sample_results.ts";

/** A point of a run that a test makes up. */
export interface MadePoint {
  readonly name: string;
  readonly slots: number;
  readonly requests: number;
  /** The middle of the times to the first token; each is drawn around it. */
  readonly ttftMs: number;
  /** How far they scatter, as a share. */
  readonly scatter?: number;
  readonly seed: number;
  readonly over?: Partial<StepResult>;
}

/** Writes a run as `perf` does: its points with their databases, and `run.json`. */
export async function writeMadeRun(folder: string, points: readonly MadePoint[]): Promise<void> {
  const steps: StepResult[] = [];
  for (const point of points) steps.push(await writePoint(folder, point));
  await writeRunFiles(makeRun(steps), { folder, environment: readRunEnvironment(), tuning: null });
}

async function writePoint(runFolder: string, point: MadePoint): Promise<StepResult> {
  const folder = `${runFolder}/${point.name}`;
  await Deno.mkdir(folder, { recursive: true });
  const records = makeRecords(point);
  const sink = createDatabaseSink(`${folder}/benchmark_data.db`, {
    commitRows: 1_000_000,
    storeContent: false,
    originEpochMs: 0,
  });
  await sink.open();
  sink.add(records);
  await sink.close("complete");
  const accumulator = createAccumulator();
  for (const record of records) accumulator.add(record);
  const { name, slots, requests } = point;
  return makeStep({ name, folder, parallel: slots, number: requests, metrics: accumulator.finish(), ...point.over });
}

/** Requests of a closed loop: each slot sends its next one when the last has ended. */
export function makeRecords({ slots, requests, ttftMs, scatter = 0.1, seed }: MadePoint): RequestRecord[] {
  const random = createRandom(seed);
  const freeAtMs = new Array<number>(slots).fill(0);
  return Array.from({ length: requests }, (_, sessionIndex) => {
    const slot = freeAtMs.indexOf(Math.min(...freeAtMs));
    const sentAtMs = freeAtMs[slot] ?? 0;
    const firstAtMs = sentAtMs + ttftMs * Math.exp(scatter * random.normal());
    const endAtMs = firstAtMs + 40;
    freeAtMs[slot] = endAtMs;
    const events = [[firstAtMs, "content"], [firstAtMs + 20, "content"], [endAtMs, "content"]] as const;
    return makeReplyRecord({ sessionIndex, slotAtMs: sentAtMs, sentAtMs, endAtMs, events });
  });
}
