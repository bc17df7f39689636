import type { StepPlan } from "../../../config/run_plan.ts";
import type { RecordSink } from "../../../core/sink.ts";
import { createDatabaseSink } from "../../../report/database/database_sink.ts";
import { DATABASE_NAME } from "../../../report/files/run_folder.ts";
import type { RunSink, SinkContext } from "../../run/run_sink.ts";

/** Creates the sink of the databases, one for each step; those of steps that are planned are open before the load. */
export function createDatabaseSinkOfRun(context: SinkContext): RunSink {
  const waiting = new Map<string, RecordSink>();
  let current: RecordSink | null = null;
  const closeCurrent = async (ending: Parameters<RecordSink["close"]>[0]): Promise<void> => {
    const closing = current;
    current = null;
    await closing?.close(ending);
  };
  return {
    name: "the database",
    isEssential: true,
    async open() {
      for (const { step, folder } of context.preparedSteps) {
        waiting.set(step.name, await openDatabase(context, step, folder));
      }
    },
    async stepStart({ step, folder }) {
      current = waiting.get(step.name) ?? await openDatabase(context, step, folder);
      waiting.delete(step.name);
    },
    add: (batch) => current?.add(batch),
    async stepEnd({ run, isEarlier }) {
      if (!isEarlier) await closeCurrent(run.failure === null ? run.result.ending : "cut_off");
    },
    async close() {
      await closeCurrent("cut_off");
      for (const database of waiting.values()) await database.close("interrupted");
    },
  };
}

async function openDatabase(
  { plan, originEpochMs, clock, transport, log }: SinkContext,
  step: StepPlan,
  folder: string,
): Promise<RecordSink> {
  const { dbCommitInterval, storeContent } = plan.output;
  const { seed, generation: { model } } = plan.workload;
  const clocks = { transport: transport.en, transport_zh: transport.zh };
  const runInfo = { step: step.name, seed: String(seed), model, ...clocks };
  const options = {
    commitRows: dbCommitInterval,
    storeContent,
    originEpochMs,
    clock,
    runInfo,
    onNote: (note: string) => log("warn", note),
  };
  const sink = createDatabaseSink(`${folder}/${DATABASE_NAME}`, options);
  await sink.open();
  return sink;
}
