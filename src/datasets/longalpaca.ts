import { isJsonObject } from "../core/json.ts";
import { BadLineError, parseJsonLine, skipBadLines } from "./bad_lines.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { createFileDataset } from "./file_sessions.ts";
import { findDatasetFile } from "./hub/find_dataset_file.ts";
import { createPromptRules } from "./prompts/prompt_rules.ts";
import { readJsonRecords } from "./read_json_records.ts";
import type { TextLine } from "./read_lines.ts";

const FILE = "LongAlpaca-12k.json";
const REPOS = { modelscope: "AI-ModelScope/LongAlpaca-12k", huggingface: "Yukang/LongAlpaca-12k" } as const;

/** Makes the dataset `longalpaca`: the field `instruction` of each object of a JSON array (or of JSON lines) is a prompt. */
export async function createLongAlpacaDataset(context: DatasetContext): Promise<Dataset> {
  const rules = await createPromptRules("longalpaca", context);
  const path = await findDatasetFile({ file: FILE, repos: REPOS }, context);
  return createFileDataset(context, {
    path,
    readRecords: readJsonRecords,
    rules: rules.description,
    readLine: skipBadLines((line) => rules.apply(readInstruction(line), line.number), {
      path,
      listener: context.listener,
      noun: "Record",
    }),
  });
}

function readInstruction(line: TextLine): string {
  const value = parseJsonLine(line);
  const instruction = isJsonObject(value) ? value["instruction"] : undefined;
  if (typeof instruction !== "string" || instruction === "") throw new BadLineError('has no text "instruction"');
  return instruction;
}
