import { DataError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import type { SkippingReader } from "./bad_lines.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { toTokenSession } from "./prompts/prompt_session.ts";
import { readLines, type TextLine } from "./read_lines.ts";

/** How a dataset of prompts is made of the lines of a file. */
export type FileSessionsSettings = Omit<RecordFileSettings<Session>, "toSession">;

/** How a dataset is made of the records of a file. */
export interface RecordFileSettings<T> {
  readonly path: string;
  /** Reads the file's records one after the other; its lines when left out. */
  readonly readRecords?: (path: string) => AsyncIterable<TextLine>;
  /** Reads a record; `null`: the rules leave it out. */
  readonly readLine: SkippingReader<T>;
  /** Makes the session of a record; `index` counts the records of the run, over all passes. `null`: it is left out, too. */
  readonly toSession: (value: T, index: number) => Session | null;
  /** What a prompt must be to be taken: "0 to 100 tokens long". */
  readonly rules: string;
}

type EmptyFile = Pick<RecordFileSettings<unknown>, "path" | "rules" | "readLine">;

/** One reading of the file from start to end. */
interface Pass {
  lines: number;
  accepted: number;
  given: number;
}

/** Creates a dataset of the prompts in a file; they are sent as token ids where that is asked. */
export function createFileDataset(context: DatasetContext, settings: FileSessionsSettings): Dataset {
  return createRecordFileDataset(context, { ...settings, toSession: (session) => toSent(session, context) });
}

/**
 * Creates a dataset of a file that is read again for each pass, so that memory stays flat. The first pass starts after
 * `context.offset` sessions, counted round the file as often as needed.
 */
export function createRecordFileDataset<T>(context: DatasetContext, settings: RecordFileSettings<T>): Dataset {
  let offset = context.offset;
  let nextIndex = context.offset;
  let hasReported = false;
  const report = (pass: Pass): void => {
    if (pass.accepted === 0) throw toEmptyError(pass, settings);
    const dropped = pass.lines - pass.accepted;
    if (dropped === 0 || hasReported) return;
    hasReported = true;
    context.listener.info(
      `${dropped} of ${pass.lines} prompts of "${settings.path}" are left out: not ${toRules(settings)}`,
    );
  };
  async function* sessions(): AsyncGenerator<Session, void, undefined> {
    let skip = offset;
    offset = 0;
    for (;;) {
      const pass: Pass = { lines: 0, accepted: 0, given: 0 };
      for await (const value of readPass(settings, pass)) {
        const session = pass.accepted > skip ? settings.toSession(value, nextIndex++) : null;
        if (session === null) continue;
        pass.given++;
        yield session;
      }
      report(pass);
      if (pass.given > 0) return;
      if (skip === 0) throw toEmptyError(pass, settings);
      skip = pass.accepted > skip ? 0 : skip % pass.accepted;
    }
  }
  return { isEndless: false, sessions };
}

async function* readPass<T>(settings: RecordFileSettings<T>, pass: Pass): AsyncGenerator<T, void, undefined> {
  const { path, readRecords = readLines, readLine } = settings;
  for await (const line of readRecords(path)) {
    pass.lines++;
    const value = readLine(line);
    if (value === null) continue;
    pass.accepted++;
    yield value;
  }
}

function toSent(session: Session, { tokenizePrompt, tokenizer }: DatasetContext): Session {
  return tokenizePrompt && tokenizer !== null ? toTokenSession(session, tokenizer) : session;
}

function toEmptyError(pass: Pass, { path, rules, readLine }: EmptyFile): DataError {
  if (pass.lines === 0) return new DataError(`The dataset "${path}" is empty`);
  const isBroken = readLine.countBroken?.() === pass.lines;
  return new DataError(`No prompt of "${path}" is ${toRules({ rules, readLine })}: all ${pass.lines} are left out`, {
    hint: isBroken
      ? "The warnings say what is wrong with them; check that --dataset names the format of the file"
      : "Check --min-prompt-length, --max-prompt-length and --dataset-args",
  });
}

/** Where lines were broken, being readable is one of the rules. */
function toRules({ rules, readLine }: Pick<EmptyFile, "rules" | "readLine">): string {
  return (readLine.countBroken?.() ?? 0) > 0 ? `readable and ${rules}` : rules;
}
