import { fromHex } from "../../core/bytes.ts";
import { isOutputCode } from "../../core/chunk_kind.ts";
import type { MessageValue } from "../../core/protobuf.ts";
import type { RequestRecord } from "../../core/record.ts";
import { traceIdsOf, type TracePlan, turnSpanIdOf } from "../../core/trace_ids.ts";
import { type Operation, toServer } from "./operation.ts";
import { toAttributes, toNanos } from "./otlp_schema.ts";

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

/** Makes the span of a request, with its phases as events; `null`: its session is not traced. */
export function toSpan(record: RequestRecord, step: SpanStep, parts: SpanParts): MessageValue | null {
  const { phase, sessionIndex, turnIndex, isLastTurn } = record.place;
  const session = { stepIndex: step.index, phase, sessionIndex };
  const ids = traceIdsOf(parts.trace, session);
  if (!ids.isSampled) return null;
  const isOnlyTurn = turnIndex === 0 && isLastTurn;
  const { times, failure } = record;
  const phases = listPhases(record);
  const at = (runMs: number) => toNanos(parts.originEpochMs + runMs);
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

function listPhases({ times, chunks }: RequestRecord): [name: string, atMs: number][] {
  const first = chunks.kinds.findIndex(isOutputCode);
  const last = chunks.kinds.findLastIndex(isOutputCode);
  const phases: [string, number | null | undefined][] = [
    ["connected", times.connectedAtMs],
    ["tls_established", times.tlsAtMs],
    ["request_sent", times.writtenAtMs ?? times.sentAtMs],
    ["response_headers", times.headersAtMs],
    ["first_byte", times.firstByteAtMs],
    ["first_token", first < 0 ? null : chunks.atMs[first]],
    ["last_token", last < 0 ? null : chunks.atMs[last]],
  ];
  const known = phases.filter((phase): phase is [string, number] => typeof phase[1] === "number");
  // Where nobody says when the request was written, it was sent before the connection was there.
  return known.toSorted(([, a], [, b]) => a - b);
}

function attributesOf(
  record: RequestRecord,
  { step, operation, phases }: { step: SpanStep; operation: Operation; phases: readonly (readonly [string, number])[] },
): MessageValue[] {
  const { place, tokens, start, times, failure, finishReason } = record;
  const server = place.endpoint === null ? operation.server : toServer(place.endpoint);
  const firstToken = phases.find(([name]) => name === "first_token");
  return toAttributes({
    "gen_ai.operation.name": operation.name,
    "gen_ai.provider.name": operation.provider,
    "gen_ai.request.model": place.model ?? operation.model,
    "gen_ai.request.stream": record.isStream ? true : null,
    "gen_ai.response.finish_reasons": finishReason === null ? null : [finishReason],
    "gen_ai.response.time_to_first_chunk": record.isStream && firstToken !== undefined
      ? (firstToken[1] - times.sentAtMs) / 1000
      : null,
    "gen_ai.usage.input_tokens": tokens.promptTokens,
    "gen_ai.usage.output_tokens": tokens.completionTokens,
    "gen_ai.usage.cache_read.input_tokens": tokens.cachedTokens,
    "gen_ai.usage.reasoning.output_tokens": tokens.reasoningTokens,
    "server.address": server?.address ?? null,
    "server.port": server?.port ?? null,
    "http.response.status_code": record.status,
    "error.type": failure?.kind ?? null,
    "streamgauge.step": step.name,
    "streamgauge.phase": place.phase,
    "streamgauge.session": place.sessionIndex,
    "streamgauge.turn": place.turnIndex,
    "streamgauge.late_ms": start.dueAtMs === null ? null : times.sentAtMs - start.dueAtMs,
  });
}
