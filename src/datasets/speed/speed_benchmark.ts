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
  const { args, tokenizePrompt, tokenizer } = context;
  refuseArgs(name, args);
  const all = LENGTHS[name].flatMap((length): Session[] => {
    const session = toSession({ kind: "text", text: CHARACTER.repeat(length) });
    const sent = tokenizePrompt && tokenizer !== null ? toTokenSession(session, tokenizer) : session;
    return [sent, sent];
  });
  const skip = context.offset % all.length;
  let isFirstPass = true;
  const sessions = (): readonly Session[] => {
    const pass = isFirstPass ? all.slice(skip) : all;
    isFirstPass = false;
    return pass;
  };
  return { isEndless: false, sessionCount: all.length, sessions };
}
