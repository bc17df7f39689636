/** One thing that is wrong with what the user gave, and what would be right. */
export interface Problem {
  readonly message: string;
  readonly hint?: string;
  /** The option that it is about, where it is about one. */
  readonly key?: string;
}

interface UserErrorOptions {
  readonly cause?: unknown;
  readonly hint?: string;
  /** Further problems found in the same pass; the error's own message is the first. */
  readonly others?: readonly Problem[];
}

/** The base of errors that the user can mend: shown without a stack, with a hint. */
abstract class UserError extends Error {
  readonly problems: readonly Problem[];

  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const first = options.hint === undefined ? { message } : { message, hint: options.hint };
    this.problems = [first, ...(options.others ?? [])];
  }
}

/** The command line or configuration cannot be used: exit code 2. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
}

/** Data cannot be used or the service cannot be reached: exit code 3. */
export class DataError extends UserError {
  override readonly name = "DataError";
}

/** Throws one `UsageError` that names all the problems; does nothing when there are none. */
export function throwProblems(problems: readonly Problem[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  throw new UsageError(first.message, first.hint === undefined ? { others } : { hint: first.hint, others });
}

/** All that `fetch` of Deno 2.9 says by itself; 2.6 gives the reason at once. */
const SILENT = "fetch failed";
/** What `fetch` was asked for, in its reasons: an address may hold secrets. */
const ASKED = /^error sending request for url \(.*?\): (?:client error \(\w+\): )?/s;

/** Returns what was thrown as a reason in a sentence: the message of an error, anything else as text. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const isSilent = thrown.message === SILENT && thrown.cause instanceof Error;
  return isSilent ? reasonOf(thrown.cause).replace(ASKED, "") : thrown.message;
}
