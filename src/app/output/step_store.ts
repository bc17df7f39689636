import type { RunPlan, StepPlan } from "../../config/run_plan.ts";
import type { Clock } from "../../core/clock.ts";
import type { RecordSink, StepEnding } from "../../core/sink.ts";
import { createDatabaseSink } from "../../report/database/database_sink.ts";
import { writeJsonAtomically } from "../../report/files/atomic_file.ts";
import { createStepFolder, DATABASE_NAME } from "../../report/files/run_folder.ts";

/** A step's folder with its open database. */
export interface OpenStep {
  readonly folder: string;
  readonly sink: RecordSink;
}

/** The folders and databases of a run's steps. */
export interface StepStore {
  /** Makes a step's folder, arguments and database now, so that what cannot be written is known before the load. */
  prepare(step: StepPlan): Promise<void>;
  /** The step's database, open; to be closed through `close`. */
  take(step: StepPlan): Promise<OpenStep>;
  close(step: StepPlan, ending: StepEnding): Promise<void>;
  /** Closes what was left open; steps that were prepared and never taken leave nothing behind. */
  closeAll(): Promise<void>;
}

interface StepStoreParts {
  readonly plan: RunPlan;
  readonly runFolder: string;
  readonly originEpochMs: number;
  readonly clock: Clock;
}

/** Creates the store of a run. */
export function createStepStore(parts: StepStoreParts): StepStore {
  const prepared = new Map<string, OpenStep>();
  const taken = new Map<string, OpenStep>();

  const prepare = async (step: StepPlan): Promise<void> => {
    prepared.set(step.name, await openStep(step, parts));
  };
  return {
    prepare,
    async take(step) {
      if (!prepared.has(step.name)) await prepare(step);
      const open = prepared.get(step.name);
      if (open === undefined) throw new Error(`Step "${step.name}" was not prepared`);
      prepared.delete(step.name);
      taken.set(step.name, open);
      return open;
    },
    async close(step, ending) {
      const open = taken.get(step.name);
      taken.delete(step.name);
      await open?.sink.close(ending);
    },
    async closeAll() {
      for (const { sink } of taken.values()) await sink.close("cut_off");
      taken.clear();
      for (const { sink, folder } of prepared.values()) {
        await sink.close("interrupted");
        await Deno.remove(folder, { recursive: true });
      }
      prepared.clear();
    },
  };
}

async function openStep(step: StepPlan, { plan, runFolder, originEpochMs, clock }: StepStoreParts): Promise<OpenStep> {
  const folder = await createStepFolder(runFolder, step.name);
  await writeJsonAtomically(`${folder}/benchmark_args.json`, { ...step.args, outputs_dir: folder });
  const { dbCommitInterval, storeContent } = plan.output;
  const runInfo = { step: step.name, seed: String(plan.workload.seed), model: plan.workload.generation.model };
  const options = { commitRows: dbCommitInterval, storeContent, originEpochMs, clock, runInfo };
  const sink = createDatabaseSink(`${folder}/${DATABASE_NAME}`, options);
  await sink.open();
  return { folder, sink };
}
