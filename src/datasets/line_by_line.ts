import { DataError, reasonOf, UsageError } from "../core/errors.ts";
import { isJsonObject } from "../core/json.ts";
import type { Message, Session } from "../core/session.ts";
import { BadLineError, skipBadLines } from "./bad_lines.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { createFileDataset } from "./file_sessions.ts";
import { parseJson } from "./json_line.ts";
import { findMessageFault } from "./prompts/message_check.ts";
import { refuseForeignForm } from "./prompts/line_form.ts";
import { createPromptRules, type PromptRules } from "./prompts/prompt_rules.ts";
import { toSession } from "./prompts/prompt_session.ts";
import type { TextLine } from "./read_lines.ts";

/** Broken JSON is told of so often; a file of plain text may be full of lines that look like it. */
const MAX_WARNINGS = 3;

/**
 * Makes the dataset `line_by_line`. A line is a JSON array of messages, a JSON object that is a whole body, a JSON text
 * that is a prompt, or else a prompt as it stands (numbers, `true`, `null` and text that is not JSON).
 */
export async function createLineByLineDataset(context: DatasetContext): Promise<Dataset> {
  const { path } = context;
  if (path === null) {
    throw new UsageError('The dataset "line_by_line" needs a file', { hint: "Give --dataset-path FILE" });
  }
  const rules = await createPromptRules("line_by_line", context);
  const warnOfBrokenJson = createWarner(path, context);
  let hasLooked = false;
  const readLine = (line: TextLine): Session | null => {
    if (!hasLooked) refuseForeignForm(path, line.text);
    hasLooked = true;
    const value = parseOrText(line, warnOfBrokenJson);
    if (Array.isArray(value)) {
      return toSession({ kind: "messages", messages: readMessages(value, { path, line, rules }) });
    }
    if (isJsonObject(value)) {
      refuseTarget({ path, line, rules });
      return toSession({ kind: "body", body: value });
    }
    return rules.apply(typeof value === "string" ? value : line.text, line.number);
  };
  return createFileDataset(context, {
    path,
    readLine: skipBadLines(readLine, { path, listener: context.listener }),
    rules: rules.description,
  });
}

interface JsonLine {
  readonly path: string;
  readonly line: TextLine;
  readonly rules: PromptRules;
}

function readMessages(values: readonly unknown[], place: JsonLine): readonly Message[] {
  refuseTarget(place);
  const fault = findMessageFault(values);
  if (fault === null) return values as readonly Message[];
  throw new BadLineError(`holds an array that is no list of messages: ${fault}`);
}

function refuseTarget({ path, line, rules }: JsonLine): void {
  if (!rules.hasTargetLength) return;
  const message = `Cannot use "target_input_len" with "${path}": line ${line.number} holds whole messages or a body`;
  throw new DataError(message, { hint: 'Only plain prompts get a length: leave "target_input_len" out' });
}

/** `undefined` where the line is no JSON. */
function parseOrText({ text, number }: TextLine, warn: (line: number, reason: string) => void): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (/^\s*(\{\s*["']|\[\s*[{"'])/.test(text)) warn(number, reasonOf(error));
    return undefined;
  }
}

function createWarner(path: string, { listener }: DatasetContext): (line: number, reason: string) => void {
  const warned = new Set<number>();
  return (line, reason) => {
    if (warned.has(line) || warned.size >= MAX_WARNINGS) return;
    warned.add(line);
    listener.warn(`Line ${line} of "${path}" looks like JSON but is not, and is sent as text: ${reason}`);
  };
}
