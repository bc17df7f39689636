import { isJsonObject, isJsonText } from "../../core/json.ts";
import { BadLineError } from "../bad_lines.ts";
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
      for await (const { number, text } of readLines(path)) {
        if (number === 1) refuseForeignForm(path, text);
        yield { number, value: text };
      }
  }
}

/** Whether the first line is a whole list of messages: then each line is a conversation, and no message a record. */
async function hasConversationLines(path: string): Promise<boolean> {
  for await (const chunk of readText(path, () => "at its start")) {
    const line = chunk.trimStart().split("\n", 1)[0]?.trimEnd() ?? "";
    if (line === "" && chunk.trim() === "") continue;
    if (!line.startsWith("[") || !isJsonText(line)) return false;
    const messages: unknown = JSON.parse(line);
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
      yield { number, value: JSON.parse(text) };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      yield { number, value: new BadLineError(`is not JSON: ${cause.message}`, { cause }) };
    }
  }
}
