import { UsageError } from "../../core/errors.ts";
import type { Message, Session, Turn } from "../../core/session.ts";
import { BadLineError, parseJsonLine, skipBadLines } from "../bad_lines.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { createRecordFileDataset } from "../file_sessions.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { findMessageFault } from "../prompts/message_check.ts";
import { createLengthFilter } from "../prompts/prompt_length.ts";
import type { TextLine } from "../read_lines.ts";
import { describeLimits, limitTurns, readLimits, toTurn } from "./turn_limits.ts";

/**
 * Makes the dataset `custom_multi_turn`: each line a JSON array of messages. The assistant's only mark where a turn
 * ends, the service's replies take their place; everything between them is what one turn appends.
 */
export function createCustomMultiTurnDataset(context: DatasetContext): Promise<Dataset> {
  return Promise.resolve(createDataset(context));
}

function createDataset(context: DatasetContext): Dataset {
  const { path, args, minPromptLength, maxPromptLength, listener } = context;
  refuseArgs("custom_multi_turn", args);
  if (path === null) {
    throw new UsageError('The dataset "custom_multi_turn" needs a file', { hint: "Give --dataset-path FILE" });
  }
  const limits = readLimits(context);
  const filter = createLengthFilter(context);
  const readLine = (line: TextLine): readonly Turn[] | null => {
    const messages = readMessages(line);
    const opening = messages.find((message) => message["role"] === "user")?.["content"];
    if (typeof opening === "string" && !filter.accepts(opening)) return null;
    return limitTurns(splitTurns(messages), limits);
  };
  return createRecordFileDataset(context, {
    path,
    readLine: skipBadLines(readLine, { path, listener }),
    toSession: (turns: readonly Turn[]): Session => ({ turns }),
    rules: `${describeLimits(limits)}, begun with ${minPromptLength} to ${maxPromptLength} ${filter.unit}`,
  });
}

function readMessages(line: TextLine): readonly Message[] {
  const value = parseJsonLine(line);
  if (!Array.isArray(value)) throw new BadLineError("is not a JSON array of messages");
  const fault = findMessageFault(value);
  if (fault !== null) throw new BadLineError(`cannot be read: ${fault}`);
  if (value.every(isReply)) throw new BadLineError("has no messages but the assistant's");
  return value;
}

function isReply(message: Message): boolean {
  return message["role"] === "assistant";
}

/** Makes a turn of each run of messages that are not the assistant's. */
function splitTurns(messages: readonly Message[]): Turn[] {
  const parts: Message[][] = [];
  let isOpen = false;
  for (const message of messages) {
    if (!isReply(message) && !isOpen) parts.push([]);
    isOpen = !isReply(message);
    if (isOpen) parts.at(-1)?.push(message);
  }
  return parts.map(toTurn);
}
