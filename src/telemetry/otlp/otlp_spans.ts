import { fromHex } from "../../core/bytes.ts";
import { isOutputCode } from "../../core/chunk_kind.ts";
import type { MessageValue } from "../../core/protobuf.ts";
import type { RequestRecord } from "../../core/record.ts";
import { traceIdsOf, type TracePlan, turnSpanIdOf } from "../../core/trace_ids.ts";
import { type Operation, toServer } from "./operation.ts";
import { knownAttribute, toAttribute } from "./otlp_schema.ts";

/** The step that a request belongs to. */
export interface SpanStep {
  readonly index: number;
  readonly name: string;
}

interface SpanParts {
  readonly trace: TracePlan;
  readonly operation: Operation;
  /** Wall-clock ms at which the run's clock stood at 0. */
  readonly originEpochMs: number;
}

const CLIENT_KIND = 3;
const ERROR_STATUS = 2;

type Phase = readonly [name: string, atMs: number];

/** Makes the span of a request, with its phases as events; `null`: its session is not traced. */
export function toSpan(record: RequestRecord, step: SpanStep, parts: SpanParts): MessageValue | null {
  const { phase, sessionIndex, turnIndex, isLastTurn } = record.place;
  const session = { stepIndex: step.index, phase, sessionIndex };
  const ids = traceIdsOf(parts.trace, session);
  if (!ids.isSampled) return null;
  const isOnlyTurn = turnIndex === 0 && isLastTurn;
  const { times, failure } = record;
  const phases = listPhases(record);
  const at = (runMs: number) => parts.originEpochMs + runMs;
  return {
    traceId: fromHex(ids.traceId),
    // What the service was told is its parent is the session; of several turns each has a span below it.
    spanId: fromHex(isOnlyTurn ? ids.spanId : turnSpanIdOf(parts.trace, session, turnIndex)),
    parentSpanId: isOnlyTurn ? undefined : fromHex(ids.spanId),
    name: `${parts.operation.name} ${record.place.model ?? parts.operation.model}`,
    kind: CLIENT_KIND,
    startTimeUnixNano: at(times.connectStartAtMs ?? times.sentAtMs),
    endTimeUnixNano: at(times.endAtMs),
    attributes: attributesOf(record, { step, operation: parts.operation, phases }),
    events: phases.map(([name, atMs]) => ({ timeUnixNano: at(atMs), name })),
    status: failure === null ? undefined : { code: ERROR_STATUS, message: failure.message },
  };
}

function listPhases({ times, chunks }: RequestRecord): Phase[] {
  const first = chunks.kinds.findIndex(isOutputCode);
  const last = chunks.kinds.findLastIndex(isOutputCode);
  const phases: Phase[] = [];
  let isInOrder = true;
  const add = (name: string, atMs: number | null | undefined) => {
    if (typeof atMs !== "number") return;
    isInOrder &&= atMs >= (phases.at(-1)?.[1] ?? -Infinity);
    phases.push([name, atMs]);
  };
  add("connected", times.connectedAtMs);
  add("tls_established", times.tlsAtMs);
  add("request_sent", times.writtenAtMs ?? times.sentAtMs);
  add("response_headers", times.headersAtMs);
  add("first_byte", times.firstByteAtMs);
  add("first_token", first < 0 ? null : chunks.atMs[first]);
  add("last_token", last < 0 ? null : chunks.atMs[last]);
  // Where nobody says when the request was written, it was sent before the connection was there.
  return isInOrder ? phases : phases.toSorted(([, a], [, b]) => a - b);
}

function attributesOf(
  record: RequestRecord,
  { step, operation, phases }: { step: SpanStep; operation: Operation; phases: readonly Phase[] },
): MessageValue[] {
  const { place, tokens, start, times } = record;
  const attributes = constantAttributes(record, step, operation);
  const add = (key: string, value: number | null) => {
    if (value !== null) attributes.push(toAttribute(key, value));
  };
  const firstToken = record.isStream ? phases.find(([name]) => name === "first_token") : undefined;
  add("gen_ai.response.time_to_first_chunk", firstToken === undefined ? null : (firstToken[1] - times.sentAtMs) / 1000);
  add("gen_ai.usage.input_tokens", tokens.promptTokens);
  add("gen_ai.usage.output_tokens", tokens.completionTokens);
  add("gen_ai.usage.cache_read.input_tokens", tokens.cachedTokens);
  add("gen_ai.usage.reasoning.output_tokens", tokens.reasoningTokens);
  add("streamgauge.session", place.sessionIndex);
  add("streamgauge.late_ms", start.dueAtMs === null ? null : times.sentAtMs - start.dueAtMs);
  return attributes;
}

/** What many spans have in common. */
function constantAttributes(
  { place, failure, finishReason, status, isStream }: RequestRecord,
  step: SpanStep,
  operation: Operation,
): MessageValue[] {
  const server = place.endpoint === null ? operation.server : toServer(place.endpoint);
  const attributes = [
    knownAttribute("gen_ai.operation.name", operation.name),
    knownAttribute("gen_ai.provider.name", operation.provider),
    knownAttribute("gen_ai.request.model", place.model ?? operation.model),
    knownAttribute("streamgauge.step", step.name),
    knownAttribute("streamgauge.phase", place.phase),
    knownAttribute("streamgauge.turn", place.turnIndex),
  ];
  if (isStream) attributes.push(knownAttribute("gen_ai.request.stream", true));
  if (finishReason !== null) {
    attributes.push(knownAttribute("gen_ai.response.finish_reasons", finishReason, true));
  }
  if (server !== null) {
    attributes.push(knownAttribute("server.address", server.address), knownAttribute("server.port", server.port));
  }
  if (status !== null) attributes.push(knownAttribute("http.response.status_code", status));
  if (failure !== null) attributes.push(knownAttribute("error.type", failure.kind));
  return attributes;
}
