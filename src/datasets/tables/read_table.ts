import { BadLineError } from "../bad_lines.ts";
import { refuseForeignForm } from "../prompts/line_form.ts";
import { readJsonRecords } from "../read_json_records.ts";
import { readLines } from "../read_lines.ts";
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

async function* readJsonValues(path: string): AsyncGenerator<TableRecord> {
  for await (const { number, text } of readJsonRecords(path)) {
    try {
      yield { number, value: JSON.parse(text) };
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      yield { number, value: new BadLineError(`is not JSON: ${cause.message}`, { cause }) };
    }
  }
}
