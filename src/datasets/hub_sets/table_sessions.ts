import { DataError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { BadLineError } from "../bad_lines.ts";
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
  let hasWarned = false;
  // At once: a run may well end before the table does.
  const warn = ({ examples }: Pass): void => {
    hasWarned = true;
    context.listener.warn(`Of "${settings.shownName}" ${examples[0]}: it is left out, and so are all like it`);
  };
  const report = (pass: Pass): void => {
    const { seen, accepted, odd } = pass;
    if (accepted === 0) throw toEmptyError(pass, settings);
    if (seen === accepted || hasReported) return;
    hasReported = true;
    const { shownName, rules } = settings;
    if (odd > 1) context.listener.warn(`${describeOdd(pass)} of "${shownName}" cannot be used and are left out`);
    const others = seen - accepted - odd;
    if (others > 0) context.listener.info(`${others} of ${seen} records of "${shownName}" are left out: not ${rules}`);
  };
  async function* sessions(): AsyncGenerator<Session, void, undefined> {
    let skip = offset;
    offset = 0;
    for (;;) {
      const pass: Pass = { seen: 0, accepted: 0, odd: 0, examples: [] };
      for await (const record of settings.readRecords()) {
        pass.seen++;
        const session = await readOrLeaveOut(record, settings, pass);
        if (pass.odd > 0 && !hasWarned) warn(pass);
        if (session !== null && ++pass.accepted > skip) yield session;
      }
      report(pass);
      if (pass.accepted > skip) return;
      skip %= pass.accepted;
    }
  }
  return { isEndless: false, sessions };
}

/** One reading of all records. */
interface Pass {
  seen: number;
  accepted: number;
  /** Records that nothing can be made of. */
  odd: number;
  readonly examples: string[];
}

/** So many odd records are named. */
const MAX_EXAMPLES = 3;

/** Tables made by others have odd rows: these are counted, the first ones named, and none of them ends a run. */
async function readOrLeaveOut(
  record: PlacedRecord,
  { toSession }: TableSessionsSettings,
  pass: Pass,
): Promise<Session | null> {
  try {
    if (record.value instanceof BadLineError) throw record.value;
    return await toSession(record);
  } catch (error) {
    if (!(error instanceof BadLineError)) throw error;
    pass.odd++;
    if (pass.examples.length < MAX_EXAMPLES) pass.examples.push(`record ${record.number} ${error.message}`);
    return null;
  }
}

function describeOdd({ odd, seen, examples }: Pass): string {
  return `${odd} of ${seen} records (${examples.join("; ")}${odd > examples.length ? "; …" : ""})`;
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

function toEmptyError(pass: Pass, { shownName, rules }: TableSessionsSettings): DataError {
  const { seen, odd } = pass;
  if (seen === 0) return new DataError(`The dataset "${shownName}" is empty`);
  if (odd === seen) {
    return new DataError(`No record of "${shownName}" can be used: ${pass.examples.join("; ")}`, {
      hint: 'Name the "column" of the prompt in --dataset-args, or the dataset whose form the file has with --dataset',
    });
  }
  return new DataError(`No record of "${shownName}" is ${rules}: all ${seen} are left out`, {
    hint: "Check --min-prompt-length, --max-prompt-length and --dataset-args",
  });
}
