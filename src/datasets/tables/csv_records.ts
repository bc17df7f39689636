import { Buffer } from "node:buffer";
import { CsvError } from "csv-parse";
import { parse } from "csv-parse/stream";
import { DataError } from "../../core/errors.ts";
import { BadLineError } from "../bad_lines.ts";
import { unpackedName } from "../bytes/file_bytes.ts";
import { readText } from "../read_lines.ts";
import type { TableRecord } from "./table_record.ts";

/**
 * Reads the rows of a CSV file (TSV by its extension) as a stream. The first row names the columns; quoted fields may
 * hold separators, line breaks and doubled quotes. Throws `DataError` that names the line.
 */
export async function* readCsvRecords(path: string): AsyncGenerator<TableRecord> {
  const isTabbed = unpackedName(path).toLowerCase().endsWith(".tsv");
  const odd: TableRecord[] = [];
  const options = {
    columns: true,
    info: true,
    bom: true,
    skipEmptyLines: true,
    delimiter: isTabbed ? "\t" : ",",
    skipRecordsWithError: true,
    onSkip: (error: CsvError | undefined) => {
      const reason = error?.message ?? "it cannot be read";
      odd.push({ number: Number(error?.["lines"] ?? number), value: new BadLineError(`is no row of CSV: ${reason}`) });
      return undefined;
    },
  };
  let number = 0;
  const bytes = ReadableStream.from(toBuffers(readText(path, () => `after line ${number}`)));
  try {
    for await (const row of bytes.pipeThrough(parse(options))) {
      const { record, info } = row as unknown as { record: Record<string, string>; info: { lines: number } };
      yield* odd.splice(0);
      number = info.lines;
      yield { number, value: record };
    }
    yield* odd.splice(0);
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new DataError(`Cannot read "${path}": it is no CSV: ${cause.message}`, {
      cause,
      hint: "The first row must name the columns; fields with commas or line breaks must be in double quotes",
    });
  }
}

/** The library takes nothing else. */
async function* toBuffers(chunks: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}
