import { isJsonObject } from "../core/json.ts";
import { BadLineError, parseJsonLine, skipBadLines } from "./bad_lines.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { createFileDataset } from "./file_sessions.ts";
import { findDatasetFile } from "./hub/find_dataset_file.ts";
import { createPromptRules } from "./prompts/prompt_rules.ts";
import type { TextLine } from "./read_lines.ts";

const FILE = "open_qa.jsonl";
const REPOS = { modelscope: "AI-ModelScope/HC3-Chinese", huggingface: "Hello-SimpleAI/HC3-Chinese" } as const;

/** Makes the dataset `openqa`: the field `question` of each JSON line of `open_qa.jsonl` is a prompt. */
export async function createOpenqaDataset(context: DatasetContext): Promise<Dataset> {
  const rules = await createPromptRules("openqa", context);
  const path = await findDatasetFile({ file: FILE, repos: REPOS }, context);
  return createFileDataset(context, {
    path,
    rules: `readable and ${rules.description}`,
    readLine: skipBadLines((line) => {
      const question = readQuestion(line);
      return question === "" ? null : rules.apply(question, line.number);
    }, { path, listener: context.listener }),
  });
}

function readQuestion(line: TextLine): string {
  const value = parseJsonLine(line);
  const question = isJsonObject(value) ? value["question"] : undefined;
  if (typeof question !== "string") throw new BadLineError('has no text "question"');
  return question.trim();
}
