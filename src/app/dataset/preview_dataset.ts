/** What a dataset holds, shown before a load is made of it. This folder must not know how a load is carried. */
import type { RunPlan } from "../../config/run_plan.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Session, TurnInput } from "../../core/session.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import type { RunListener } from "../run/run_listener.ts";
import { countPromptTokens } from "../step/counting/count_tokens.ts";
import { openWorkload } from "../workload/open_workload.ts";

/** What a preview is made of. */
export interface PreviewRequest {
  readonly plan: RunPlan;
  /** Sessions to show. */
  readonly count: number;
  readonly listener: RunListener;
  readonly signal: AbortSignal;
}

/** Some sessions, and how long more of them are. */
export interface DatasetPreview {
  readonly sessions: readonly Session[];
  /** Prompt tokens of each session that was read, of all its turns. */
  readonly tokens: readonly number[];
  /** Whether the data went on behind what was read. */
  readonly hasMore: boolean;
  /** The name of the tokenizer that counted. */
  readonly tokenizer: string;
}

/** So many sessions are counted: enough to see how lengths are spread. */
const COUNTED_SESSIONS = 200;

/** Reads the first sessions of a dataset, as a run would send them, and counts their tokens. */
export async function previewDataset({ plan, count, listener, signal }: PreviewRequest): Promise<DatasetPreview> {
  using workload = await openWorkload({ plan, listener, signal });
  const tokenizer = await workload.loadTokenizer();
  const { sessions } = await workload.openPass();
  const patchPx = plan.workload.images.patchPx;
  const shown: Session[] = [];
  const tokens: number[] = [];
  const limit = Math.max(count, COUNTED_SESSIONS);
  let hasMore = false;
  for await (const session of sessions) {
    hasMore = tokens.length >= limit;
    if (hasMore) break;
    signal.throwIfAborted();
    if (shown.length < count) shown.push(session);
    tokens.push(countSessionTokens(session, { tokenizer, patchPx }));
  }
  return { sessions: shown, tokens, hasMore, tokenizer: tokenizer.name };
}

/** Counts the prompt tokens of all turns of a session; the replies between them are not known yet. */
function countSessionTokens(
  { turns }: Session,
  { tokenizer, patchPx }: { readonly tokenizer: Tokenizer; readonly patchPx: number },
): number {
  return turns.reduce((sum, { input }) => sum + countPromptTokens(toBody(input), tokenizer, patchPx), 0);
}

function toBody(input: TurnInput): JsonObject {
  switch (input.kind) {
    case "messages":
      return { messages: input.messages };
    case "text":
      return { prompt: input.text };
    case "tokens":
      return { prompt: input.ids };
    case "body":
      return input.body;
    case "texts":
      return { input: input.texts };
    case "ranking":
      return { query: input.query, documents: input.documents };
  }
}
