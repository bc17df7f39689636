import { DataError, UsageError } from "../../core/errors.ts";
import { once } from "../../core/once.ts";
import type { Session } from "../../core/session.ts";
import { loadEmbeddedTokenizer } from "../../tokenizers/embedded_tokenizer.ts";
import type { FromModuleWorker, ModuleFault, ToModuleWorker } from "./module_worker.ts";
import { loadGivenTokenizer, type StepData, type Workload, type WorkloadParts } from "./workload.ts";

/**
 * Lets a worker load a workload and make its sessions; here, a tokenizer is loaded when counts are missing. When the signal is aborted nothing more is wanted of it: the worker ends,
 * wherever the module is, and with it every stream of sessions.
 */
export function runInWorker(parts: WorkloadParts): Workload & Disposable {
  const { plan, listener, signal } = parts;
  const link = startModuleWorker(listener);
  signal.addEventListener("abort", link.end, { once: true });
  if (signal.aborted) link.end();
  else link.send({ kind: "load", plan: { workload: plan.workload, conversation: plan.conversation } });
  let streams = 0;
  const open = async (step: StepData | null) => {
    const stream = streams++;
    const opened = await link.ask({ kind: "open", stream, step });
    return { isEndless: opened?.kind === "opened" && opened.isEndless, sessions: readStream(link, stream) };
  };
  return {
    loadTokenizer: once(async () => await loadGivenTokenizer(parts) ?? await loadEmbeddedTokenizer()),
    open: async (step) => (await open(step)).sessions,
    // A module makes its sessions one after another.
    openAt: () => Promise.resolve(null),
    async openPass() {
      const { isEndless, sessions } = await open(null);
      return { isEndless, sessions: untilAborted(sessions, signal) };
    },
    async check() {
      const { sessions } = await open({ stepIndex: 0, usedBefore: 0, count: 1 });
      await sessions.next();
      await sessions.return();
    },
    [Symbol.dispose]() {
      signal.removeEventListener("abort", link.end);
      link.end();
    },
  };
}

/** What a stream is answered; `null`: the worker has ended. */
type Answer = Extract<FromModuleWorker, { kind: "opened" | "session" }> | null;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: Error) => void;
}

interface ModuleLink {
  send(message: ToModuleWorker): void;
  /** Asks for what is answered; of each stream one thing after another. */
  ask(message: Extract<ToModuleWorker, { stream: number }>): Promise<Answer>;
  end(): void;
}

function startModuleWorker(listener: WorkloadParts["listener"]): ModuleLink {
  const worker = new Worker(new URL("./module_worker.ts", import.meta.url), { type: "module", name: "dataset module" });
  const waiting = new Map<number, Waiting>();
  let hasEnded = false;
  let failure: DataError | null = null;
  const end = (): void => {
    hasEnded = true;
    worker.terminate();
    for (const { resolve } of waiting.values()) resolve(null);
    waiting.clear();
  };
  const breakOff = (reason: string): void => {
    failure = new DataError(`The module of the dataset broke off: ${reason}`);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
    end();
  };
  worker.onmessage = ({ data }: MessageEvent<FromModuleWorker>) => {
    if (data.kind === "log") return listener.log(data.level, data.message);
    if (data.kind === "broken") return breakOff(data.reason);
    if (data.kind === "download") return listener.download(...data.told);
    const asked = waiting.get(data.stream);
    waiting.delete(data.stream);
    if (data.kind === "fault") asked?.reject(toError(data.fault));
    else asked?.resolve(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    breakOff(event.message);
  };
  const send = (message: ToModuleWorker) => {
    if (!hasEnded) worker.postMessage(message);
  };
  return {
    send,
    ask(message) {
      if (failure !== null) return Promise.reject(failure);
      if (hasEnded) return Promise.resolve(null);
      send(message);
      return new Promise((resolve, reject) => waiting.set(message.stream, { resolve, reject }));
    },
    end,
  };
}

async function* readStream(link: ModuleLink, stream: number): AsyncGenerator<Session, void, undefined> {
  try {
    for (;;) {
      const next = await link.ask({ kind: "next", stream });
      if (next?.kind !== "session" || next.session === null) return;
      yield next.session;
    }
  } finally {
    link.send({ kind: "close", stream });
  }
}

/** One pass that was broken off is none. */
async function* untilAborted(
  sessions: AsyncIterable<Session>,
  signal: AbortSignal,
): AsyncGenerator<Session, void, undefined> {
  yield* sessions;
  signal.throwIfAborted();
}

function toError({ kind, problems }: ModuleFault): Error {
  const [{ message, hint } = { message: "" }, ...others] = problems;
  if (kind === "bug") return new Error(message);
  const options = hint === undefined ? { others } : { hint, others };
  return kind === "usage" ? new UsageError(message, options) : new DataError(message, options);
}
