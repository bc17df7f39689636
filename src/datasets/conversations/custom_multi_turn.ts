import { UsageError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Message, Session, Turn } from "../../core/session.ts";
import { BadLineError, parseJsonLine, skipBadLines } from "../bad_lines.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { createRecordFileDataset } from "../file_sessions.ts";
import { toAllMessages } from "../messages/foreign_messages.ts";
import { refuseArgs } from "../prompts/dataset_args.ts";
import { findMessageFault } from "../prompts/message_check.ts";
import { createLengthFilter } from "../prompts/prompt_length.ts";
import { readJsonLines } from "../read_json_records.ts";
import type { TextLine } from "../read_lines.ts";
import { describeLimits, limitTurns, readLimits, toTurn } from "./turn_limits.ts";

/**
 * Makes the dataset `custom_multi_turn`: each line a JSON array of messages, or an object with it under `messages` or
 * `conversations` and, beside it, what every turn sends as well (`tools`, `tool_choice`). The assistant's messages mark
 * where a turn ends, the service's replies take their place; everything between them is what one turn appends. Only
 * where results of tools follow, a recorded reply stands for one that makes no such calls.
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
    const { messages, overrides } = readConversation(line);
    const opening = messages.find((message) => message["role"] === "user")?.["content"];
    if (typeof opening === "string" && !filter.accepts(opening)) return null;
    return limitTurns(splitTurns(messages).map((turn) => ({ ...turn, ...overrides })), limits);
  };
  return createRecordFileDataset(context, {
    path,
    readRecords: readJsonLines,
    readLine: skipBadLines(readLine, { path, listener }),
    toSession: (turns: readonly Turn[]): Session => ({ turns }),
    rules: `${describeLimits(limits)}, begun with ${minPromptLength} to ${maxPromptLength} ${filter.unit}`,
  });
}

interface Conversation {
  readonly messages: readonly Message[];
  readonly overrides: Pick<Turn, "bodyOverrides">;
}

/** Members beside the messages that belong into each request. */
const SHARED_MEMBERS = ["tools", "tool_choice", "parallel_tool_calls", "response_format"] as const;

function readConversation(line: TextLine): Conversation {
  const value = parseJsonLine(line);
  const list = isJsonObject(value) ? value["messages"] ?? value["conversations"] ?? value["conversation"] : value;
  if (!Array.isArray(list)) throw new BadLineError("is not a JSON array of messages, nor an object with one");
  if (list.length === 0) throw new BadLineError("has no messages");
  const messages = list.every(isChatMessage) ? list : toAllMessages(list);
  const fault = findMessageFault(messages);
  if (fault !== null) throw new BadLineError(`cannot be read: ${fault}`);
  if (messages.every(isReply)) throw new BadLineError("has no messages but the assistant's");
  return { messages, overrides: isJsonObject(value) ? toOverrides(value) : {} };
}

/** Messages of the chat format are sent as they stand. */
function isChatMessage(value: unknown): value is Message {
  return isJsonObject(value) && typeof value["role"] === "string" && CHAT_ROLES.has(value["role"]);
}

const CHAT_ROLES: ReadonlySet<string> = new Set(["system", "developer", "user", "assistant", "tool", "function"]);

function toOverrides(value: JsonObject): Pick<Turn, "bodyOverrides"> {
  const shared: Record<string, JsonValue> = {};
  for (const name of SHARED_MEMBERS) {
    const member = value[name];
    if (member !== undefined && member !== null) shared[name] = member;
  }
  return Object.keys(shared).length === 0 ? {} : { bodyOverrides: shared };
}

function isReply(message: Message): boolean {
  return message["role"] === "assistant";
}

/** Makes a turn of each run of messages that are not the assistant's. */
function splitTurns(messages: readonly Message[]): Turn[] {
  const parts: { readonly own: Message[]; reply: Message | null }[] = [];
  let isOpen = false;
  for (const message of messages) {
    if (!isReply(message) && !isOpen) parts.push({ own: [], reply: null });
    isOpen = !isReply(message);
    const part = parts.at(-1);
    if (isOpen) part?.own.push(message);
    else if (part !== undefined) part.reply = message;
  }
  return parts.map(({ own, reply }, index) => {
    const isAnswered = parts[index + 1]?.own.some(({ role }) => role === "tool") ?? false;
    return reply === null || !isAnswered ? toTurn(own) : { ...toTurn(own), recordedReply: reply };
  });
}
