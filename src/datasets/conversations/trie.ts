import type { Session, Turn } from "../../core/session.ts";
import { skipBadLines } from "../bad_lines.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { createRecordFileDataset } from "../file_sessions.ts";
import { findDatasetFile } from "../hub/find_dataset_file.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { createExactTexts, loadMeasuringTokenizer } from "../random/exact_texts.ts";
import { readTrieLine, type TrieTurn } from "./trie_lines.ts";
import { describeLimits, readLimits, toTurn } from "./turn_limits.ts";

const REPO = "evalscope/trie-workloads";

/** Numbers the texts of a conversation apart from those of the next. */
const MAX_TEXTS = 4096;

/** Makes the dataset `trie_agentic_coding`: the shape of an agent's work on code. */
export function createTrieAgenticCodingDataset(context: DatasetContext): Promise<Dataset> {
  return createTrieDataset("agentic_coding", context);
}

/** Makes the dataset `trie_code_qa`: the shape of questions about code. */
export function createTrieCodeQaDataset(context: DatasetContext): Promise<Dataset> {
  return createTrieDataset("code_qa", context);
}

/** Makes the dataset `trie_office_work`: the shape of an agent's work in an office. */
export function createTrieOfficeWorkDataset(context: DatasetContext): Promise<Dataset> {
  return createTrieDataset("office_work", context);
}

/** The files hold lengths and pauses alone; texts of these lengths are made up, other ones each time round the file. */
async function createTrieDataset(workload: string, context: DatasetContext): Promise<Dataset> {
  refuseArgs(`trie_${workload}`, context.args);
  const repos = { modelscope: REPO, huggingface: REPO };
  const path = await findDatasetFile({ file: `${workload}_8k.jsonl`, repos }, context);
  const limits = readLimits(context);
  const tokenizer = await loadMeasuringTokenizer(context);
  const texts = createExactTexts({ ...context, prefixLength: 0 }, tokenizer);
  const readLine = skipBadLines(readTrieLine, { path, listener: context.listener });
  const makeTurn = ({ inputTokens, maxTokens, waitBeforeMs }: TrieTurn, index: number): Turn => ({
    ...toTurn([{ role: "user", content: texts.make(index, inputTokens) }]),
    maxTokens,
    ...(waitBeforeMs === null ? {} : { waitBeforeMs }),
  });
  const dataset = createRecordFileDataset(context, {
    path,
    readLine(line) {
      const turns = readLine(line);
      if (turns === null || turns.length < limits.minTurns) return null;
      return limits.maxTurns === null ? turns : turns.slice(0, limits.maxTurns);
    },
    toSession: (turns, index): Session => ({
      turns: turns.map((turn, place) => makeTurn(turn, index * MAX_TEXTS + place)),
    }),
    rules: describeLimits(limits),
  });
  return { ...dataset, sessions: () => reportAfter(dataset, texts.report) };
}

async function* reportAfter(dataset: Dataset, report: () => void): AsyncGenerator<Session, void, undefined> {
  try {
    yield* dataset.sessions();
  } finally {
    report();
  }
}
