import { isJsonObject } from "../../core/json.ts";
import { BadLineError } from "../bad_lines.ts";
import { isJsonLine, parseJson } from "../json_line.ts";
import { refuseForeignForm } from "../prompts/line_form.ts";
import { readJsonRecords } from "../read_json_records.ts";
import { readLines, readText } from "../read_lines.ts";
import { formatOf, type TableRecord, type TableSettings } from "./table_record.ts";

/** Reads the records of a file as a stream; its extension says how, an unknown one means lines of text. */
export async function* readTable(path: string, settings: TableSettings = {}): AsyncGenerator<TableRecord> {
  switch (formatOf(path)) {
    case "parquet":
      yield* (await import("./parquet_records.ts")).readParquetRecords(path, settings);
      break;
    case "csv":
      yield* (await import("./csv_records.ts")).readCsvRecords(path);
      break;
    case "tar":
      yield* (await import("./tar_records.ts")).readTarRecords(path);
      break;
    case "json":
      yield* readJsonValues(path);
      break;
    default:
      yield* await isUnnamedJson(path) ? readJsonValues(path) : readTextLines(path);
  }
}

async function* readTextLines(path: string): AsyncGenerator<TableRecord> {
  let hasLooked = false;
  for await (const { number, text } of readLines(path)) {
    if (!hasLooked) refuseForeignForm(path, text);
    hasLooked = true;
    yield { number, value: text };
  }
}

/** A file whose name says nothing is one of JSON where its first line is an object or a list. */
async function isUnnamedJson(path: string): Promise<boolean> {
  if (formatOf(path) !== null) return false;
  for await (const { text } of readLines(path)) return /^\s*[{[]/.test(text) && isJsonLine(text);
  return false;
}

/** Whether the first line is a whole list of messages: then each line is a conversation, and no message a record. */
async function hasConversationLines(path: string): Promise<boolean> {
  for await (const chunk of readText(path)) {
    const line = chunk.trimStart().split(/[\r\n]/, 1)[0]?.trimEnd() ?? "";
    if (line === "" && chunk.trim() === "") continue;
    if (!line.startsWith("[") || !isJsonLine(line)) return false;
    const messages = parseJson(line);
    return Array.isArray(messages) && messages.length > 0 && messages.every(isMessage);
  }
  return false;
}

function isMessage(value: unknown): boolean {
  return isJsonObject(value) && (typeof value.role === "string" || typeof value.from === "string");
}

async function* readJsonValues(path: string): AsyncGenerator<TableRecord> {
  const records = await hasConversationLines(path) ? readLines(path) : readJsonRecords(path);
  for await (const { number, text } of records) {
    if (text.trim() === "") continue;
    try {
      yield { number, value: parseJson(text) };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      yield { number, value: new BadLineError(`is not JSON: ${cause.message}`, { cause }) };
    }
  }
}
