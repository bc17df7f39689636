import { DataError } from "../../core/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Message, Session } from "../../core/session.ts";
import type { DatasetContext } from "../dataset.ts";
import { toImageSession } from "../images/image_session.ts";
import { createPromptRules, type PromptRules } from "../prompts/prompt_rules.ts";
import { toSession, toTokenSession } from "../prompts/prompt_session.ts";
import type { ColumnArgs, SplitArgs } from "./column_args.ts";
import { findBeside } from "./captioned_images.ts";
import { toImageUrl } from "./image_value.ts";
import { toMessages } from "../messages/foreign_messages.ts";
import { BadLineError } from "../bad_lines.ts";
import { joinInstruction, systemTextOf } from "./instruction_row.ts";
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
  "dialogue",
  "dialog",
  "turns",
  "data",
  "conversation_a",
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
    async toSession(given) {
      const record = column === undefined ? withUsualNames(given) : given;
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
  const { name, value } = findPrompt(record, column);
  const isFoundOut = column === undefined;
  if (typeof value === "string") {
    if (value.trim() === "") throw new BadLineError("has an empty prompt");
    const text = isFoundOut ? joinInstruction(value, name, record.value) : value;
    const session = rules.apply(text, record.number);
    return isFoundOut ? withSystem(session, systemTextOf(record.value)) : session;
  }
  if (!Array.isArray(value)) {
    throw new BadLineError(
      name === null ? "is neither text nor messages" : `holds neither text nor messages in "${name}"`,
    );
  }
  return withSystem(toSession({ kind: "messages", messages: toMessages(value) }), systemTextOf(record.value));
}

/** Puts what a row says apart as its system prompt before the messages; a plain text takes none. */
function withSystem(session: Session | null, system: string | null): Session | null {
  const input = session?.turns[0]?.input;
  if (system === null || input?.kind !== "messages" || input.messages[0]?.["role"] === "system") return session;
  return toSession({ kind: "messages", messages: [{ role: "system", content: system }, ...input.messages] });
}

/** Programs of tables like capitals: "Prompt" is the prompt where no column has the name itself. */
function withUsualNames(record: PlacedRecord): PlacedRecord {
  const { value } = record;
  if (!isJsonObject(value) || USUAL_COLUMNS.some((usual) => Object.hasOwn(value, usual))) return record;
  const small = Object.fromEntries(Object.entries(value).map(([name, cell]) => [name.trim().toLowerCase(), cell]));
  return USUAL_COLUMNS.some((usual) => Object.hasOwn(small, usual))
    ? { ...record, value: { ...value, ...small } }
    : record;
}

interface FoundPrompt {
  /** The column; `null`: the record has none. */
  readonly name: string | null;
  readonly value: unknown;
}

function findPrompt(record: PlacedRecord, column: string | undefined): FoundPrompt {
  if (column !== undefined) {
    const value = findValue(record, column);
    if (value === null) throw new BadLineError(`has nothing in the column "${column}"`);
    return { name: column, value };
  }
  const { value } = record;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { name: null, value };
  const columns: Readonly<Record<string, unknown>> = { ...value };
  const known = USUAL_COLUMNS.filter((usual) => Object.hasOwn(columns, usual));
  const name = known.find((usual) => isFilled(columns[usual]));
  if (name !== undefined) return { name, value: columns[name] };
  // A line of a batch: the request stands in its body.
  if (isJsonObject(columns["body"])) return findPrompt({ ...record, value: columns["body"] }, undefined);
  throw new BadLineError(
    known.length > 0
      ? `has nothing in ${known.map((usual) => `"${usual}"`).join(", ")}`
      : `has none of the usual columns, only ${Object.keys(columns).join(", ")}`,
  );
}

function isFilled(value: unknown): boolean {
  if (typeof value === "string") return value.trim() !== "";
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** A column that was named and is not there is a mistake of whoever named it, whatever the other records hold. */
function findValue({ value, number, path }: PlacedRecord, column: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DataError(
      `Cannot use record ${number} of "${path}": its column "${column}" is missing: it has no columns`,
    );
  }
  const columns: Readonly<Record<string, unknown>> = { ...value };
  if (Object.hasOwn(columns, column)) return columns[column] ?? null;
  throw new DataError(`Cannot use record ${number} of "${path}": it has no column "${column}"`, {
    hint: `Name the "column" of the prompt in --dataset-args, one of ${Object.keys(columns).join(", ")}`,
  });
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
    throw new BadLineError(`has in "${column}" what is no number of tokens: ${JSON.stringify(String(value))}`);
  }
  return { ...session, turns: session.turns.map((turn) => ({ ...turn, maxTokens })) };
}
