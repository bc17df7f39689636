import { once } from "../../core/once.ts";
import type { Session } from "../../core/session.ts";
import { loadEmbeddedTokenizer } from "../../tokenizers/embedded_tokenizer.ts";
import { type ModuleLink, startModuleWorker } from "./module_link.ts";
import { loadGivenTokenizer, type StepData, type Workload, type WorkloadParts } from "./workload.ts";

/**
 * Lets a worker load a workload and make its sessions; here, a tokenizer is loaded when counts are missing. When the signal is aborted nothing more is wanted of it: the worker ends,
 * wherever the module is, and with it every stream of sessions.
 */
export function runInWorker(parts: WorkloadParts): Workload & Disposable {
  const { plan, listener, signal } = parts;
  const link = startModuleWorker(listener, "the dataset");
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
