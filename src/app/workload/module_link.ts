import { DataError, UsageError } from "../../core/errors.ts";
import type { FromModuleWorker, ModuleFault, ToModuleWorker } from "./module_worker.ts";
import type { WorkloadParts } from "./workload.ts";

/** What a stream is answered; `null`: the worker has ended. */
type Answer = Extract<FromModuleWorker, { kind: "opened" | "session" | "made" }> | null;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (cause: Error) => void;
}

/** The way to a worker that runs a module of the user's own. */
export interface ModuleLink {
  send(message: ToModuleWorker): void;
  /** Asks for what is answered; of each stream one thing after another. */
  ask(message: Extract<ToModuleWorker, { stream: number }>): Promise<Answer>;
  end(): void;
}

/** Starts the worker; `what` says whose module it runs. */
export function startModuleWorker(listener: WorkloadParts["listener"], what: string): ModuleLink {
  const worker = new Worker(new URL("./module_worker.ts", import.meta.url), {
    type: "module",
    name: `module of ${what}`,
  });
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
    failure = new DataError(`The module of ${what} broke off: ${reason}`);
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

function toError({ kind, problems }: ModuleFault): Error {
  const [{ message, hint } = { message: "" }, ...others] = problems;
  if (kind === "bug") return new Error(message);
  const options = hint === undefined ? { others } : { hint, others };
  return kind === "usage" ? new UsageError(message, options) : new DataError(message, options);
}
