import { isJsonObject } from "../../../core/json.ts";
import type { Session, Turn } from "../../../core/session.ts";
import { BadLineError, parseJsonLine, skipBadLines } from "../../bad_lines.ts";
import type { Dataset, DatasetContext } from "../../dataset.ts";
import { createRecordFileDataset } from "../../file_sessions.ts";
import { findMessageFault } from "../../prompts/message_check.ts";
import { readJsonArray } from "../../read_json_records.ts";
import type { TextLine } from "../../read_lines.ts";
import { describeLimits, limitTurns, readLimits, toTurn } from "../turn_limits.ts";

/**
 * Creates the dataset of a JSON file with an array `conversations`, each an array of turns, each an object whose
 * `messages` are what the turn appends.
 */
export function createRecordedDataset(path: string, context: DatasetContext): Dataset {
  const limits = readLimits(context);
  const readLine = (line: TextLine): readonly Turn[] | null => limitTurns(readTurns(line), limits);
  return createRecordFileDataset(context, {
    path,
    readRecords: (file) => readJsonArray(file, "conversations"),
    readLine: skipBadLines(readLine, { path, listener: context.listener, noun: "Conversation" }),
    toSession: (turns: readonly Turn[]): Session => ({ turns }),
    rules: describeLimits(limits),
  });
}

function readTurns(line: TextLine): readonly Turn[] {
  const turns = parseJsonLine(line);
  if (!Array.isArray(turns) || turns.length === 0) throw new BadLineError("is not an array of turns");
  return turns.map((turn: unknown, index) => {
    const messages = isJsonObject(turn) ? turn["messages"] : undefined;
    if (!Array.isArray(messages)) throw new BadLineError(`has no array "messages" in turn ${index + 1}`);
    const fault = findMessageFault(messages);
    if (fault !== null) throw new BadLineError(`cannot be read: in turn ${index + 1} ${fault}`);
    return toTurn(messages);
  });
}
