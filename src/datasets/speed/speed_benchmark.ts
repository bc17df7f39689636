import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { toSession, toTokenSession } from "../prompts/prompt_session.ts";

/** One token for the models that these measurements are usual with. */
const CHARACTER = "熵";

/** How often the character stands in the prompts, each of which is sent twice. */
const LENGTHS = { speed_benchmark: [1, 6144, 14336, 30720], speed_benchmark_long: [63488, 129024] } as const;

/** Makes the dataset `speed_benchmark`: 8 prompts of plain text, two of each length up to 30,720 characters. */
export function createSpeedBenchmarkDataset(context: DatasetContext): Promise<Dataset> {
  return Promise.resolve(createSpeedDataset("speed_benchmark", context));
}

/** Makes the dataset `speed_benchmark_long`: 4 prompts of plain text, two of 63,488 and two of 129,024 characters. */
export function createLongSpeedBenchmarkDataset(context: DatasetContext): Promise<Dataset> {
  return Promise.resolve(createSpeedDataset("speed_benchmark_long", context));
}

function createSpeedDataset(name: keyof typeof LENGTHS, context: DatasetContext): Dataset {
  refuseArgs(name, context.args);
  const lengths = LENGTHS[name].flatMap((length) => [length, length]);
  let skip = context.offset % lengths.length;
  // One at a time: encoding the long ones takes seconds with some tokenizers.
  function* sessions(): Generator<Session, void, undefined> {
    const pass = lengths.slice(skip);
    skip = 0;
    for (const length of pass) yield toSpeedSession(length, context);
  }
  return { isEndless: false, sessionCount: lengths.length, sessions };
}

function toSpeedSession(length: number, { tokenizePrompt, tokenizer }: DatasetContext): Session {
  const session = toSession({ kind: "text", text: CHARACTER.repeat(length) });
  return tokenizePrompt && tokenizer !== null ? toTokenSession(session, tokenizer) : session;
}
