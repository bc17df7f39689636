import { Hole, type MessageValue } from "../../core/protobuf.ts";
import type { RequestRecord } from "../../core/record.ts";
import { type Operation, toServer } from "./operation.ts";
import type { toAttributes } from "./otlp_schema.ts";
import type { Phase } from "./span_phases.ts";

/** The step that a request belongs to. */
export interface SpanStep {
  readonly index: number;
  readonly name: string;
}

/** An attribute whose number is each request's own; `null`: it has none. */
export interface OwnAttribute {
  readonly key: string;
  readonly type: "intValue" | "doubleValue";
  valueOf(record: RequestRecord, phases: readonly Phase[]): number | null;
}

/** All of them, in the order in which spans have them. */
export const OWN_ATTRIBUTES: readonly OwnAttribute[] = [
  { key: "gen_ai.response.time_to_first_chunk", type: "doubleValue", valueOf: toFirstChunkSeconds },
  { key: "gen_ai.usage.input_tokens", type: "intValue", valueOf: ({ tokens }) => tokens.promptTokens },
  { key: "gen_ai.usage.output_tokens", type: "intValue", valueOf: ({ tokens }) => tokens.completionTokens },
  { key: "gen_ai.usage.cache_read.input_tokens", type: "intValue", valueOf: ({ tokens }) => tokens.cachedTokens },
  { key: "gen_ai.usage.reasoning.output_tokens", type: "intValue", valueOf: ({ tokens }) => tokens.reasoningTokens },
  { key: "streamgauge.session", type: "intValue", valueOf: ({ place }) => place.sessionIndex },
  {
    key: "streamgauge.late_ms",
    type: "doubleValue",
    valueOf: ({ start, times }) => start.dueAtMs === null ? null : times.sentAtMs - start.dueAtMs,
  },
];

function toFirstChunkSeconds({ isStream, times }: RequestRecord, phases: readonly Phase[]): number | null {
  const firstToken = isStream ? phases.find(({ name }) => name === "first_token") : undefined;
  return firstToken === undefined ? null : (firstToken.atMs - times.sentAtMs) / 1000;
}

/** What many spans have in common. */
export function commonAttributes(
  { place, failure, finishReason, status, isStream }: RequestRecord,
  step: SpanStep,
  operation: Operation,
): Parameters<typeof toAttributes>[0] {
  const server = place.endpoint === null ? operation.server : toServer(place.endpoint);
  return {
    "gen_ai.operation.name": operation.name,
    "gen_ai.provider.name": operation.provider,
    "gen_ai.request.model": place.model ?? operation.model,
    "streamgauge.step": step.name,
    "streamgauge.phase": place.phase,
    "streamgauge.turn": place.turnIndex,
    "gen_ai.request.stream": isStream ? true : null,
    "gen_ai.response.finish_reasons": finishReason === null ? null : [finishReason],
    "server.address": server?.address ?? null,
    "server.port": server?.port ?? null,
    "http.response.status_code": status,
    "error.type": failure?.kind ?? null,
  };
}

/** A service may count half a token: that is no whole number, whatever it should be. */
export function toNumberValue(type: OwnAttribute["type"], value: number | Hole): MessageValue {
  const isOfType = type === "doubleValue" || value instanceof Hole || Number.isSafeInteger(value);
  return isOfType ? { [type]: value } : { doubleValue: value };
}
