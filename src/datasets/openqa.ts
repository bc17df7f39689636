import { DataError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { createFileDataset } from "./file_sessions.ts";
import { createPromptRules } from "./prompts/prompt_rules.ts";
import { findDatasetFile } from "./hub/find_dataset_file.ts";
import type { TextLine } from "./read_lines.ts";

const FILE = "open_qa.jsonl";
const REPOS = { modelscope: "AI-ModelScope/HC3-Chinese", huggingface: "Hello-SimpleAI/HC3-Chinese" } as const;

/** Makes the dataset `openqa`: the field `question` of each JSON line of `open_qa.jsonl` is a prompt. */
export async function createOpenqaDataset(context: DatasetContext): Promise<Dataset> {
  const rules = await createPromptRules("openqa", context);
  const path = await findDatasetFile({ file: FILE, repos: REPOS }, context);
  return createFileDataset(context, {
    path,
    rules: rules.description,
    readLine(line) {
      const question = readQuestion(path, line);
      return question === "" ? null : rules.apply(question, line.number);
    },
  });
}

function readQuestion(path: string, { number, text }: TextLine): string {
  const value = parseLine(path, { number, text });
  const question = isJsonObject(value) ? value["question"] : undefined;
  if (typeof question === "string") return question.trim();
  throw new DataError(`Cannot read dataset "${path}": line ${number} has no text "question"`, {
    hint: 'Each line must be a JSON object such as {"question": "…"}',
  });
}

function parseLine(path: string, { number, text }: TextLine): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new DataError(`Cannot read dataset "${path}": line ${number} is not JSON: ${reason}`, {
      cause,
      hint: 'Each line must be a JSON object such as {"question": "…"}; for plain text use --dataset line_by_line',
    });
  }
}
