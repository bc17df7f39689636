import { Buffer } from "node:buffer";
import { CsvError } from "csv-parse";
import { parse } from "csv-parse/stream";
import { DataError } from "../../core/errors.ts";
import { BadLineError } from "../bad_lines.ts";
import { unpackedName } from "../bytes/file_bytes.ts";
import { readText } from "../read_lines.ts";
import { separatorOf } from "./separators.ts";
import type { TableRecord } from "./table_record.ts";

/**
 * Reads the rows of a CSV file as a stream; the first row tells by what its fields are separated. The first row names the columns; quoted fields may
 * hold separators, line breaks and doubled quotes. Throws `DataError` that names the line.
 */
export async function* readCsvRecords(path: string): AsyncGenerator<TableRecord> {
  const odd: TableRecord[] = [];
  const options = {
    columns: true,
    info: true,
    bom: true,
    skipEmptyLines: true,
    delimiter: await findSeparator(path),
    skipRecordsWithError: true,
    onSkip: (error: CsvError | undefined) => {
      const reason = error?.message ?? "it cannot be read";
      odd.push({ number: Number(error?.["lines"] ?? number), value: new BadLineError(`is no row of CSV: ${reason}`) });
      return undefined;
    },
  };
  let number = 0;
  const bytes = ReadableStream.from(toBuffers(readText(path)));
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

async function findSeparator(path: string): Promise<string> {
  const isTabbed = unpackedName(path).toLowerCase().endsWith(".tsv");
  if (isTabbed) return "\t";
  for await (const chunk of readText(path)) {
    // A quoted name may hold a line break.
    const head = chunk.trimStart().replaceAll(/"[^"]*"/g, "").split(/[\r\n]/, 1)[0] ?? "";
    if (head !== "") return separatorOf(head);
  }
  return ",";
}

/** The library takes nothing else. */
async function* toBuffers(chunks: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}
