import type { Session } from "../../core/session.ts";
import type { TraceArgs } from "./trace_args.ts";
import { chooseModel } from "./trace_format.ts";
import type { TracePrompts } from "./trace_prompts.ts";

/** A request of which a trace tells the lengths alone. */
export interface LengthRecord {
  readonly index: number;
  readonly inputTokens: number;
  /** `null`: the trace does not say; the reply is as long as the run says. */
  readonly outputTokens: number | null;
  /** Ids of the blocks of the prompt: prompts share what has the same ids; `null`: nothing is shared. */
  readonly hashIds: readonly (number | string)[] | null;
  readonly model: string | null;
}

/** Makes the session of a request with a prompt of the recorded length; nothing is shorter than one token. */
export function toLengthSession(
  { index, inputTokens, outputTokens, hashIds, model }: LengthRecord,
  { args, prompts }: { readonly args: TraceArgs; readonly prompts: TracePrompts },
): Session {
  const turn = prompts.make({ index, tokens: Math.max(1, inputTokens), hashIds });
  // What a trace calls its models is seldom what the service does: without a mapping they are only a label.
  const chosen = chooseModel(model, args);
  return {
    turns: [{
      ...turn,
      ...(outputTokens === null ? {} : { maxTokens: Math.max(1, outputTokens) }),
      ...(args.matchOutputLength ? { bodyOverrides: { ignore_eos: true } } : {}),
    }],
    ...(chosen === null || chosen === model ? {} : { model: chosen }),
    ...(model === null ? {} : { label: model }),
  };
}
