import type { ApiDialect, DialectChoice } from "../../apis/dialect.ts";
import { type BodySource, makeBody } from "./body_source.ts";
import { startModuleWorker } from "./module_link.ts";
import type { WorkloadParts } from "./workload.ts";

/** The dialect of a run, and what a worker makes its own of. */
export interface SpokenDialect {
  readonly dialect: ApiDialect;
  readonly choice: DialectChoice;
}

/**
 * Opens what makes the bodies of a run: the dialect itself, or a worker where it is a module of the user's own, which
 * could keep this thread for ever. When the signal is aborted nothing more is wanted of it, and the worker ends.
 */
export function openBodies(
  { dialect, choice }: SpokenDialect,
  { listener, signal }: Pick<WorkloadParts, "listener" | "signal">,
): BodySource & Disposable {
  if (choice.custom === null || choice.custom.moduleUrl === null) {
    return { make: (turn, options) => makeBody(dialect, turn, options), [Symbol.dispose]: () => {} };
  }
  const link = startModuleWorker(listener, "--api");
  signal.addEventListener("abort", link.end, { once: true });
  if (signal.aborted) link.end();
  else link.send({ kind: "speak", choice });
  return {
    async make(turn, options) {
      const answer = await link.ask({ kind: "make", stream: 0, turn, options });
      return answer?.kind === "made" ? answer.made : null;
    },
    [Symbol.dispose]() {
      signal.removeEventListener("abort", link.end);
      link.end();
    },
  };
}
