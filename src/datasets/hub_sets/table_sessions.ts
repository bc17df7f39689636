import { DataError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { readTable } from "../tables/read_table.ts";
import type { TableSettings } from "../tables/table_record.ts";
import type { TableRecord } from "../tables/table_record.ts";

/** A record and the file that it stands in. */
export interface PlacedRecord extends TableRecord {
  readonly path: string;
}

/** How a dataset is made of the records of tables. */
export interface TableSessionsSettings {
  /** How messages name the data: a path, or the repository of a hub. */
  readonly shownName: string;
  /** Reads all records once. */
  readonly readRecords: () => AsyncIterable<PlacedRecord>;
  /** Makes the session of a record; `null`: it is left out. */
  readonly toSession: (record: PlacedRecord) => Session | null | Promise<Session | null>;
  /** What a record must be to be taken: "0 to 100 tokens long". */
  readonly rules: string;
}

/**
 * Creates a dataset of the records of tables, read again for each pass. The first pass starts after `context.offset`
 * sessions, counted round the data as often as needed.
 */
export function createTableDataset(context: DatasetContext, settings: TableSessionsSettings): Dataset {
  let offset = context.offset;
  let hasReported = false;
  const report = (seen: number, accepted: number): void => {
    if (accepted === 0) throw toEmptyError(seen, settings);
    if (seen === accepted || hasReported) return;
    hasReported = true;
    const { shownName, rules } = settings;
    context.listener.info(`${seen - accepted} of ${seen} records of "${shownName}" are left out: not ${rules}`);
  };
  async function* sessions(): AsyncGenerator<Session, void, undefined> {
    let skip = offset;
    offset = 0;
    for (;;) {
      let [seen, accepted] = [0, 0];
      for await (const record of settings.readRecords()) {
        seen++;
        const session = await settings.toSession(record);
        if (session !== null && ++accepted > skip) yield session;
      }
      report(seen, accepted);
      if (accepted > skip) return;
      skip %= accepted;
    }
  }
  return { isEndless: false, sessions };
}

/** Reads the records of files, one file after the other. */
export async function* readFiles(
  files: AsyncIterable<string> | Iterable<string>,
  settings: TableSettings = {},
): AsyncGenerator<PlacedRecord> {
  for await (const path of files) yield* placed(path, settings);
}

/** Reads the records of files in turn: the first of each, then the second of each, up to the end of the longest. */
export async function* readFilesInTurn(files: AsyncIterable<string>): AsyncGenerator<PlacedRecord> {
  const open = new Set<AsyncGenerator<PlacedRecord>>();
  try {
    for await (const path of files) {
      const reader = placed(path, {});
      open.add(reader);
      yield* takeOne(reader, open);
    }
    while (open.size > 0) {
      for (const reader of open) yield* takeOne(reader, open);
    }
  } finally {
    for (const reader of open) await reader.return(undefined);
  }
}

/** Gives the next record of a reader; one that has ended is no longer open. */
async function* takeOne(
  reader: AsyncGenerator<PlacedRecord>,
  open: Set<AsyncGenerator<PlacedRecord>>,
): AsyncGenerator<PlacedRecord> {
  const { done, value } = await reader.next();
  if (done) open.delete(reader);
  else yield value;
}

async function* placed(path: string, settings: TableSettings): AsyncGenerator<PlacedRecord> {
  for await (const { number, value } of readTable(path, settings)) yield { number, value, path };
}

function toEmptyError(seen: number, { shownName, rules }: TableSessionsSettings): DataError {
  if (seen === 0) return new DataError(`The dataset "${shownName}" is empty`);
  return new DataError(`No record of "${shownName}" is ${rules}: all ${seen} are left out`, {
    hint: "Check --min-prompt-length, --max-prompt-length and --dataset-args",
  });
}
