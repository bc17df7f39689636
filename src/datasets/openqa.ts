import { DataError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import { BadLineError, parseJsonLine, skipBadLines } from "./bad_lines.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { createFileDataset } from "./file_sessions.ts";
import { findDatasetFile } from "./hub/find_dataset_file.ts";
import { createPromptRules, type PromptRules } from "./prompts/prompt_rules.ts";
import type { TextLine } from "./read_lines.ts";
import { EMBEDDED_PROMPTS } from "./texts/embedded_prompts.ts";

const FILE = "open_qa.jsonl";
const REPOS = { modelscope: "AI-ModelScope/HC3-Chinese", huggingface: "Hello-SimpleAI/HC3-Chinese" } as const;

/** Makes the dataset `openqa`: the field `question` of each JSON line of `open_qa.jsonl` is a prompt. */
export async function createOpenqaDataset(context: DatasetContext): Promise<Dataset> {
  const rules = await createPromptRules("openqa", context);
  const path = await findFile(context);
  if (path === null) return createEmbeddedDataset(context, rules);
  return createFileDataset(context, {
    path,
    rules: rules.description,
    readLine: skipBadLines((line) => {
      const question = readQuestion(line);
      return question === "" ? null : rules.apply(question, line.number);
    }, { path, listener: context.listener }),
  });
}

/** `null`: it cannot be downloaded, and nobody asked for it by name. */
async function findFile(context: DatasetContext): Promise<string | null> {
  try {
    return await findDatasetFile({ file: FILE, repos: REPOS }, context);
  } catch (cause) {
    if (context.isNamed || !(cause instanceof DataError) || context.signal.aborted) throw cause;
    const count = EMBEDDED_PROMPTS.length;
    context.listener.warn(
      `${cause.message}: as no dataset was named, the ${count} prompts that the program carries are sent instead`,
    );
    return null;
  }
}

function createEmbeddedDataset(context: DatasetContext, rules: PromptRules): Dataset {
  return createFileDataset(context, {
    path: "the prompts that the program carries",
    rules: rules.description,
    readRecords: readEmbedded,
    readLine: (line) => rules.apply(line.text, line.number),
  });
}

async function* readEmbedded(): AsyncGenerator<TextLine> {
  for (const [index, text] of EMBEDDED_PROMPTS.entries()) yield { text, number: index + 1 };
}

function readQuestion(line: TextLine): string {
  const value = parseJsonLine(line);
  const question = isJsonObject(value) ? value["question"] : undefined;
  if (typeof question !== "string") throw new BadLineError('has no text "question"');
  return question.trim();
}
