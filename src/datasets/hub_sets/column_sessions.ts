import { DataError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Message, Session } from "../../core/session.ts";
import type { DatasetContext } from "../dataset.ts";
import { toImageSession } from "../images/image_session.ts";
import { findMessageFault } from "../prompts/message_check.ts";
import { createPromptRules, type PromptRules } from "../prompts/prompt_rules.ts";
import { toSession, toTokenSession } from "../prompts/prompt_session.ts";
import type { ColumnArgs, SplitArgs } from "./column_args.ts";
import { findBeside } from "./captioned_images.ts";
import { toImageUrl } from "./image_value.ts";
import { toMessages } from "./messages_value.ts";
import type { PlacedRecord } from "./table_sessions.ts";

/** Columns that are looked for when none is named, the likeliest first. */
const USUAL_COLUMNS = [
  "prompt",
  "question",
  "instruction",
  "input",
  "query",
  "text",
  "content",
  "messages",
  "conversations",
  "conversation",
] as const;

/** Makes sessions of records by their columns. */
export interface ColumnReader {
  /** Columns that are needed; `undefined`: they are found out. */
  readonly columns: readonly string[] | undefined;
  readonly rules: string;
  toSession(record: PlacedRecord): Promise<Session | null>;
}

/** Creates the reader of a dataset that has its prompts in a column; `textArgs` are those of datasets of prompts. */
export async function createColumnReader(
  dataset: string,
  context: DatasetContext,
  { own, text }: SplitArgs<ColumnArgs>,
): Promise<ColumnReader> {
  const rules = await createPromptRules(dataset, { ...context, args: text });
  const { column, output_len_column: lengthColumn } = own;
  const imageColumns = [own.image_column ?? []].flat();
  const named = [...imageColumns, ...(lengthColumn === undefined ? [] : [lengthColumn])];
  return {
    columns: column === undefined ? undefined : [column, ...named],
    rules: rules.description,
    async toSession(record) {
      const session = toPlainSession(record, { column, rules });
      if (session === null) return null;
      const whole = await addImages(session, record, imageColumns);
      const sent = context.tokenizePrompt && context.tokenizer !== null
        ? toTokenSession(whole, context.tokenizer)
        : whole;
      return lengthColumn === undefined ? sent : limitReply(sent, record, lengthColumn);
    },
  };
}

function toPlainSession(
  record: PlacedRecord,
  { column, rules }: { readonly column: string | undefined; readonly rules: PromptRules },
): Session | null {
  const value = findValue(record, column);
  if (typeof value === "string") return value.trim() === "" ? null : rules.apply(value, record.number);
  if (!Array.isArray(value)) throw toColumnError(record, column, "holds neither text nor messages");
  const messages = toMessages(value);
  const fault = findMessageFault(messages);
  if (fault !== null) throw toColumnError(record, column, `cannot be sent: ${fault}`);
  return toSession({ kind: "messages", messages });
}

function findValue(record: PlacedRecord, column: string | undefined): unknown {
  const { value } = record;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    if (column === undefined) return value;
    throw toColumnError(record, column, "is missing: the record has no columns");
  }
  const columns: Readonly<Record<string, unknown>> = { ...value };
  const name = column ?? USUAL_COLUMNS.find((usual) => columns[usual] !== undefined && columns[usual] !== null);
  if (name !== undefined && Object.hasOwn(columns, name)) return columns[name] ?? "";
  const { number, path } = record;
  const what = column === undefined ? "none of the usual columns" : `no column "${column}"`;
  throw new DataError(`Cannot use record ${number} of "${path}": it has ${what}`, {
    hint: `Name the "column" of the prompt in --dataset-args, one of ${Object.keys(columns).join(", ")}`,
  });
}

function toColumnError({ number, path }: PlacedRecord, column: string | undefined, reason: string): DataError {
  const what = column === undefined ? "its value" : `its column "${column}"`;
  return new DataError(`Cannot use record ${number} of "${path}": ${what} ${reason}`);
}

/** Puts images behind the text of the last message, which becomes a list of parts. */
async function addImages(session: Session, record: PlacedRecord, columns: readonly string[]): Promise<Session> {
  if (columns.length === 0) return session;
  const values = columns.flatMap((column) => [findValue(record, column)].flat());
  const place = { record, findFile: (name: string) => findBeside(name, record) };
  const urls = (await Promise.all(values.map((value) => toImageUrl(value, place)))).filter((url) => url !== null);
  const input = session.turns[0]?.input;
  if (urls.length === 0 || input === undefined) return session;
  if (input.kind === "text") return toImageSession(input.text, urls);
  return input.kind === "messages"
    ? toSession({ kind: "messages", messages: withImages(input.messages, urls) })
    : session;
}

function withImages(messages: readonly Message[], urls: readonly string[]): readonly Message[] {
  return messages.map((message, index) => {
    if (index < messages.length - 1) return message;
    const { content } = message;
    const parts: readonly JsonValue[] = Array.isArray(content) ? content : [{ type: "text", text: content ?? "" }];
    const images = urls.map((url): JsonObject => ({ type: "image_url", image_url: { url } }));
    return { ...message, content: [...parts, ...images] };
  });
}

function limitReply(session: Session, record: PlacedRecord, column: string): Session {
  const value = isJsonObject(record.value) ? record.value[column] : undefined;
  const maxTokens = typeof value === "bigint" || typeof value === "string" ? Number(value) : value;
  if (typeof maxTokens !== "number" || !Number.isInteger(maxTokens) || maxTokens < 1) {
    throw toColumnError(record, column, `is no number of tokens: ${JSON.stringify(String(value))}`);
  }
  return { ...session, turns: session.turns.map((turn) => ({ ...turn, maxTokens })) };
}
