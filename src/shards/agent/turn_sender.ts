import type { ApiDialect, Usage } from "../../apis/dialect.ts";
import type { RawOutcome } from "../../apis/exchange_reply.ts";
import type { OpenEndpoints } from "../../apis/open_endpoints.ts";
import { isJsonObject, type JsonValue, toWireJson } from "../../core/json.ts";
import type { RequestRecord, TokenCounts } from "../../core/record.ts";
import type { ReplyText } from "../../core/record.ts";
import type { Message, Turn } from "../../core/session.ts";
import type { WorkItem } from "../../core/work_item.ts";
import type { TurnRequest } from "../../engine/carry_session.ts";
import { createEndpointPicker } from "./endpoint_picker.ts";
import { describeOutcome, describeRequest } from "./debug_lines.ts";
import type { ShardSetup } from "../protocol/messages.ts";
import type { RequestSession } from "../../transport/transport.ts";

/** Sends single requests and makes records of them. */
export interface TurnSender {
  send(request: TurnRequest, signal: AbortSignal): Promise<RequestRecord>;
  /** The body of a later turn of a conversation, the replies so far in its history. */
  encodeTurn(item: WorkItem, turnIndex: number, replies: readonly ReplyText[]): Uint8Array<ArrayBuffer>;
  onRecord(record: RequestRecord): void;
  /** Requests on their way, and reads since the last call. */
  takeStatus(): { readonly running: number; readonly reads: number; readonly coalescedReads: number };
}

/** What a sender is made of. */
export interface TurnSenderParts {
  readonly setup: ShardSetup;
  readonly dialect: ApiDialect;
  readonly endpoints: OpenEndpoints;
  readonly onRecord: (record: RequestRecord) => void;
  readonly onDebug: (line: string) => void;
}

/** Creates the sender of one shard. */
export function createTurnSender({ setup, dialect, endpoints, onRecord, onDebug }: TurnSenderParts): TurnSender {
  const encoder = new TextEncoder();
  let running = 0;
  let reads = 0;
  let coalescedReads = 0;
  const pickEndpoint = createEndpointPicker(setup, endpoints);
  // Where there is one all records would say the same.
  const isOne = setup.endpoints.length === 1;
  const toSession = setup.transport.connectionReuse === "per-session" ? createSessionKeys() : () => undefined;

  return {
    onRecord,
    async send(request, signal) {
      running++;
      const { item, body } = request;
      const { endpoint, send, end } = pickEndpoint(request);
      if (setup.isDebug) onDebug(describeRequest(endpoint, body));
      const outcome = await send(
        { body, isStream: item.isStream, headers: item.headers, session: toSession(request) },
        signal,
      );
      running--;
      end(outcome.failure !== null);
      reads += outcome.counts.reads;
      coalescedReads += outcome.coalescedReads;
      if (setup.isDebug) onDebug(describeOutcome(endpoint, outcome));
      return toRecord(request, { outcome, shard: setup.shard, endpoint: isOne ? null : endpoint.name });
    },
    encodeTurn(item, turnIndex, replies) {
      const conversation = item.conversation;
      const turn = conversation?.turns[turnIndex];
      if (!conversation || turn === undefined) throw new Error(`Session ${item.index} has no turn ${turnIndex}`);
      const history = toHistory(conversation.turns.slice(0, turnIndex + 1), replies, dialect);
      const input = { kind: "messages", messages: history } as const;
      const maxTokens = conversation.maxTokens[turnIndex] ?? null;
      const options = { settings: setup.generation, model: item.model, maxTokens };
      return encoder.encode(toWireJson(dialect.buildBody({ ...turn, input }, options)));
    },
    takeStatus() {
      const status = { running, reads, coalescedReads };
      reads = 0;
      coalescedReads = 0;
      return status;
    },
  };
}

/** Sessions are told apart over phases and steps, which count theirs from 0 again. */
function createSessionKeys(): (request: TurnRequest) => RequestSession {
  const keys = new WeakMap<WorkItem, number>();
  let last = 0;
  return ({ item, isLastTurn }) => {
    const key = keys.get(item) ?? ++last;
    keys.set(item, key);
    return { key, isLast: isLastTurn };
  };
}

function toHistory(turns: readonly Turn[], replies: readonly ReplyText[], dialect: ApiDialect): Message[] {
  return turns.flatMap((turn, index) => {
    const own = messagesOf(turn);
    const reply = replies[index];
    if (reply === undefined) return own;
    const next = turns[index + 1];
    return [...own, next === undefined ? dialect.toHistory(reply) : answerFor(next, turn, dialect.toHistory(reply))];
  });
}

/**
 * Returns the answer that stands before a turn. Results of tools answer calls by their ids: where the live reply has
 * not made these calls, services refuse the history, and the recorded answer that made them stands there instead.
 */
function answerFor(next: Turn, { recordedReply }: Turn, live: Message): Message {
  const wanted = messagesOf(next).filter(({ role }) => role === "tool").map((result) => result["tool_call_id"] ?? null);
  if (wanted.length === 0 || recordedReply === undefined) return live;
  const calls = Array.isArray(live["tool_calls"]) ? live["tool_calls"] : [];
  const made = calls.map((call: JsonValue) => isJsonObject(call) ? call["id"] ?? null : null);
  return wanted.every((id) => made.includes(id)) ? live : recordedReply;
}

function messagesOf(turn: Turn): readonly Message[] {
  if (turn.input.kind === "messages") return turn.input.messages;
  if (turn.input.kind === "text") return [{ role: "user", content: turn.input.text }];
  throw new Error(`A conversation cannot hold a turn of kind "${turn.input.kind}"`);
}

function toRecord(
  { item, turnIndex, isLastTurn, body, start }: TurnRequest,
  { outcome, shard, endpoint }: { outcome: RawOutcome; shard: number; endpoint: string | null },
): RequestRecord {
  return {
    place: {
      phase: item.phase,
      sessionIndex: item.index,
      turnIndex,
      isLastTurn,
      shard,
      requestId: item.requestId,
      model: item.model,
      label: item.label,
      endpoint,
    },
    start,
    times: outcome.times,
    counts: outcome.counts,
    network: outcome.network,
    chunks: outcome.chunks,
    status: outcome.status,
    isStream: outcome.isStream,
    tokens: toTokenCounts(outcome.usage),
    serviceTimes: outcome.serviceTimes,
    finishReason: outcome.finishReason,
    failure: outcome.failure,
    pauses: null,
    requestBody: body,
    reply: outcome.reply,
    notes: outcome.notes,
  };
}

function toTokenCounts(usage: Usage | null): TokenCounts {
  const promptTokens = usage?.promptTokens ?? null;
  const completionTokens = usage?.completionTokens ?? null;
  return {
    promptTokens,
    completionTokens,
    cachedTokens: usage?.cachedTokens ?? null,
    reasoningTokens: usage?.reasoningTokens ?? null,
    promptOrigin: promptTokens === null ? null : "server",
    completionOrigin: completionTokens === null ? null : "server",
  };
}
