/** The entry of a worker that runs a dataset or an API of the user's own, which may never come back: then it is the worker that ends. */
import type { ApiDialect, BodyOptions, DialectChoice } from "../../apis/dialect.ts";
import type { RunPlan } from "../../config/run_plan.ts";
import { DataError, type Problem, reasonOf, UsageError } from "../../core/errors.ts";
import type { Session, Turn } from "../../core/session.ts";
import type { LogLevel } from "../run/run_listener.ts";
import { type MadeBody, makeBody } from "./body_source.ts";
import { loadWorkload, type StepData, type Workload } from "./workload.ts";

/**
 * What the worker is told: first the plan, then which streams of sessions to open (of a step or one pass), and to go on
 * with; or first which dialect to speak, then of which turns to make bodies.
 */
export type ToModuleWorker =
  | { readonly kind: "load"; readonly plan: Pick<RunPlan, "workload" | "conversation"> }
  | { readonly kind: "open"; readonly stream: number; readonly step: StepData | null }
  | { readonly kind: "next" | "close"; readonly stream: number }
  | { readonly kind: "speak"; readonly choice: DialectChoice }
  | { readonly kind: "make"; readonly stream: number; readonly turn: Turn; readonly options: BodyOptions };

/** What it answers to each `open`, `next` and `make`, what its listener hears, and what nobody catches. */
export type FromModuleWorker =
  | { readonly kind: "log"; readonly level: LogLevel; readonly message: string }
  | { readonly kind: "download"; readonly told: readonly [string, number, number | null] }
  | { readonly kind: "opened"; readonly stream: number; readonly isEndless: boolean }
  | { readonly kind: "session"; readonly stream: number; readonly session: Session | null }
  | { readonly kind: "made"; readonly stream: number; readonly made: MadeBody }
  | { readonly kind: "broken"; readonly reason: string }
  | { readonly kind: "fault"; readonly stream: number; readonly fault: ModuleFault };

/** An error as plain data. */
export interface ModuleFault {
  readonly kind: "usage" | "data" | "bug";
  readonly problems: readonly Problem[];
}

const scope = self as unknown as {
  postMessage(message: FromModuleWorker): void;
  onmessage: ((event: MessageEvent<ToModuleWorker>) => void) | null;
  // `onerror` of a worker is not given the event, but its parts.
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
  onunhandledrejection: ((event: PromiseRejectionEvent) => void) | null;
};

let loading: Promise<Workload> | null = null;
let speaking: Promise<ApiDialect> | null = null;
const streams = new Map<number, AsyncIterator<Session>>();

scope.onmessage = ({ data }) => {
  if (data.kind === "load") loading = load(data.plan);
  else if (data.kind === "speak") speaking = speak(data.choice);
  else void answer(data);
};

scope.addEventListener("error", (event) => {
  event.preventDefault();
  scope.postMessage({ kind: "broken", reason: reasonOf(event.error) });
});
scope.onunhandledrejection = (event) => {
  event.preventDefault();
  scope.postMessage({ kind: "broken", reason: reasonOf(event.reason) });
};

async function answer(asked: Extract<ToModuleWorker, { stream: number }>): Promise<void> {
  const { stream } = asked;
  try {
    if (asked.kind === "open") return await open(stream, asked.step);
    if (asked.kind === "close") return await close(stream);
    if (asked.kind === "make") return await make(asked);
    const next = await streams.get(stream)?.next();
    scope.postMessage({ kind: "session", stream, session: next === undefined || next.done ? null : next.value });
  } catch (cause) {
    scope.postMessage({ kind: "fault", stream, fault: toFault(cause) });
  }
}

async function open(stream: number, step: StepData | null): Promise<void> {
  const workload = await loading;
  if (workload === null) throw new Error("The worker of a module was not told its plan");
  const { sessions, isEndless } = step === null
    ? await workload.openPass()
    : { sessions: await workload.open(step), isEndless: false };
  streams.set(stream, sessions);
  scope.postMessage({ kind: "opened", stream, isEndless });
}

async function make({ stream, turn, options }: Extract<ToModuleWorker, { kind: "make" }>): Promise<void> {
  const dialect = await speaking;
  if (dialect === null) throw new Error("The worker of a module was not told its dialect");
  scope.postMessage({ kind: "made", stream, made: makeBody(dialect, turn, options) });
}

async function close(stream: number): Promise<void> {
  const sessions = streams.get(stream);
  streams.delete(stream);
  await sessions?.return?.();
}

function speak(choice: DialectChoice): Promise<ApiDialect> {
  const created = import("../../apis/registry.ts").then(({ createDialect }) => createDialect(choice));
  created.catch(() => {}); // Whoever asks for a body hears of it.
  return created;
}

function load(plan: Pick<RunPlan, "workload" | "conversation">): Promise<Workload> {
  const listener = {
    log: (level: LogLevel, message: string) => scope.postMessage({ kind: "log", level, message }),
    download: (...told: [string, number, number | null]) => scope.postMessage({ kind: "download", told }),
  };
  const loaded = loadWorkload({ plan, listener, signal: new AbortController().signal });
  loaded.catch(() => {}); // Whoever opens a stream hears of it.
  return loaded;
}

function toFault(cause: unknown): ModuleFault {
  if (cause instanceof UsageError) return { kind: "usage", problems: cause.problems };
  if (cause instanceof DataError) return { kind: "data", problems: cause.problems };
  return { kind: "bug", problems: [{ message: reasonOf(cause) }] };
}
