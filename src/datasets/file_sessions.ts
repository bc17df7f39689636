import { DataError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import type { Dataset, DatasetContext } from "./dataset.ts";
import { toTokenSession } from "./prompts/prompt_session.ts";
import { readLines, type TextLine } from "./read_lines.ts";

/** How a dataset is made of the lines of a file. */
export interface FileSessionsSettings {
  readonly path: string;
  /** Reads a line; `null`: the rules leave it out. */
  readonly readLine: (line: TextLine) => Session | null;
  /** What a prompt must be to be taken: "0 to 100 tokens long". */
  readonly rules: string;
}

/** One reading of the file from start to end. */
interface Pass {
  lines: number;
  accepted: number;
}

/**
 * Creates a dataset of a file that is read again for each pass, so that memory stays flat. The first pass starts after
 * `context.offset` sessions, counted round the file as often as needed.
 */
export function createFileDataset(context: DatasetContext, settings: FileSessionsSettings): Dataset {
  let offset = context.offset;
  let hasReported = false;
  const report = (pass: Pass): void => {
    if (pass.accepted === 0) throw toEmptyError(pass, settings);
    const dropped = pass.lines - pass.accepted;
    if (dropped === 0 || hasReported) return;
    hasReported = true;
    context.listener.info(
      `${dropped} of ${pass.lines} prompts of "${settings.path}" are left out: not ${settings.rules}`,
    );
  };
  async function* sessions(): AsyncGenerator<Session, void, undefined> {
    let skip = offset;
    offset = 0;
    for (;;) {
      const pass: Pass = { lines: 0, accepted: 0 };
      for await (const session of readPass(settings, pass)) {
        if (pass.accepted > skip) yield toSent(session, context);
      }
      report(pass);
      if (pass.accepted > skip) return;
      skip %= pass.accepted;
    }
  }
  return { isEndless: false, sessions };
}

async function* readPass(settings: FileSessionsSettings, pass: Pass): AsyncGenerator<Session, void, undefined> {
  for await (const line of readLines(settings.path)) {
    pass.lines++;
    const session = settings.readLine(line);
    if (session === null) continue;
    pass.accepted++;
    yield session;
  }
}

function toSent(session: Session, { tokenizePrompt, tokenizer }: DatasetContext): Session {
  return tokenizePrompt && tokenizer !== null ? toTokenSession(session, tokenizer) : session;
}

function toEmptyError(pass: Pass, { path, rules }: FileSessionsSettings): DataError {
  if (pass.lines === 0) return new DataError(`The dataset "${path}" is empty`);
  return new DataError(`No prompt of "${path}" is ${rules}: all ${pass.lines} are left out`, {
    hint: "Check --min-prompt-length, --max-prompt-length and --dataset-args",
  });
}
