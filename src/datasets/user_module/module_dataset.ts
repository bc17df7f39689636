import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { DataError, reasonOf } from "../../core/errors.ts";
import { isJsonObject } from "../../core/json.ts";
import { callExport } from "../../core/modules/call_export.ts";
import { importModule, prepareModule } from "../../core/modules/importable_module.ts";
import type { Message, Session } from "../../core/session.ts";
import type { Dataset, DatasetContext } from "../dataset.ts";
import { findMessageFault } from "../prompts/message_check.ts";
import { toPromptSession, toSession } from "../prompts/prompt_session.ts";

/** What a dataset of a module gives for a session: a prompt, the messages of a request, or a whole session. */
export type GivenSession = string | readonly Message[] | Session;

/** What a module's `createDataset` returns: the sessions, or a dataset that gives them. */
export type GivenDataset =
  | Iterable<GivenSession>
  | AsyncIterable<GivenSession>
  | (Partial<Omit<Dataset, "sessions">> & { sessions(): Iterable<GivenSession> | AsyncIterable<GivenSession> });

const HINT = "Export `createDataset(context)` that returns prompts, lists of messages or sessions, as an iterable";

/** Loads the dataset that a module makes with `createDataset(context)` or its default export. */
export async function loadModuleDataset(path: string, context: DatasetContext): Promise<Dataset> {
  const url = pathToFileURL(resolve(path)).href;
  await using module = await prepareModule(url);
  const exports = await importModule(module.url);
  const create = exports["createDataset"] ?? exports["default"];
  if (typeof create !== "function") {
    throw new DataError(`The module "${path}" exports no function createDataset`, { hint: HINT });
  }
  const make = async (): Promise<SessionSource> =>
    toDataset(await guard(path, "createDataset", () => callExport(create as () => unknown, context)), path);
  const { isEndless, hasArrivalTimes, sessionCount, ...first } = await make();
  let passes = 0;
  async function* sessions(): AsyncGenerator<Session, void, undefined> {
    // What a generator function returned is used up after one pass: the next one needs another.
    const source = passes++ > 0 && first.isUsedUp ? await make() : first;
    yield* checkSessions(source.sessions(), { path, context });
  }
  return {
    isEndless: isEndless ?? false,
    sessions,
    ...(hasArrivalTimes === undefined ? {} : { hasArrivalTimes }),
    ...(sessionCount === undefined ? {} : { sessionCount }),
  };
}

type SessionSource = Partial<Omit<Dataset, "sessions">> & {
  sessions(): Iterable<unknown> | AsyncIterable<unknown>;
  /** It can be gone through once only. */
  readonly isUsedUp: boolean;
};

function toDataset(given: unknown, path: string): SessionSource {
  if (isIterable(given)) return { sessions: () => given, isUsedUp: isOneShot(given) };
  if (typeof given === "object" && given !== null && "sessions" in given && typeof given.sessions === "function") {
    const dataset = given as SessionSource;
    return { ...dataset, sessions: () => dataset.sessions(), isUsedUp: false };
  }
  throw new DataError(`createDataset of the module "${path}" returned no dataset`, { hint: HINT });
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

/** An iterator that is its own iterable, such as what a generator function returns. */
function isOneShot(given: object): boolean {
  return "next" in given && typeof given.next === "function";
}

interface ModulePlace {
  readonly path: string;
  readonly context: DatasetContext;
}

async function* checkSessions(
  given: Iterable<unknown> | AsyncIterable<unknown>,
  { path, context }: ModulePlace,
): AsyncGenerator<Session, void, undefined> {
  const iterator = toIterator(given);
  try {
    for (let number = 1;; number++) {
      const { done, value } = await guard(path, "sessions", () => iterator.next());
      if (done) return;
      yield toOwnSession(value, { path, number, context });
    }
  } finally {
    await iterator.return?.();
  }
}

function toIterator(given: Iterable<unknown> | AsyncIterable<unknown>): Iterator<unknown> | AsyncIterator<unknown> {
  return Symbol.asyncIterator in given ? given[Symbol.asyncIterator]() : given[Symbol.iterator]();
}

const INPUT_KINDS: readonly unknown[] = ["messages", "text", "tokens", "body", "texts", "ranking"];

function toOwnSession(value: unknown, place: ModulePlace & { readonly number: number }): Session {
  const refuse = (reason: string): never => {
    const { number, path } = place;
    throw new DataError(`Cannot use session ${number} of the module "${path}": ${reason}`, { hint: HINT });
  };
  if (typeof value === "string") return toPromptSession(value, place.context.applyChatTemplate);
  if (Array.isArray(value)) {
    const fault = findMessageFault(value);
    return fault === null ? toSession({ kind: "messages", messages: value }) : refuse(fault);
  }
  if (!isJsonObject(value)) return refuse(`it is ${value === null ? "null" : `a ${typeof value}`}`);
  const { turns } = value;
  if (!Array.isArray(turns) || turns.length === 0) return refuse('it has no "turns"');
  const wrong = turns.findIndex((turn) => !isJsonObject(turn) || !isInput(turn["input"]));
  if (wrong >= 0) return refuse(`turn ${wrong + 1} has no "input" of a known kind`);
  return value as unknown as Session;
}

function isInput(input: unknown): boolean {
  return isJsonObject(input) && INPUT_KINDS.includes(input["kind"]);
}

async function guard<T>(path: string, name: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DataError(`${name} of the module "${path}" failed: ${reason}`, { cause });
  }
}
