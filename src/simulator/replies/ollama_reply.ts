import type { JsonObject } from "../../core/json.ts";
import { encode } from "../http/wire.ts";
import type { ReplySettings } from "../simulator_options.ts";
import { ENGINE_FAILED, errorObject } from "./error_object.ts";
import type { GenerationRequest } from "./generation_request.ts";
import { countUsage, kindAt, type ReplyPlan, textBetween, type TokenKind } from "./reply_plan.ts";
import type { ReplyTimes, StreamEvent, StreamFormat } from "./stream_format.ts";
import { passageOf } from "./vocabulary.ts";

const NS_PER_MS = 1e6;
const MS_PER_SECOND = 1000;

/** What a line, or a whole body, holds of a reply. */
interface Piece {
  readonly content?: string;
  readonly thinking?: string;
  readonly tool_calls?: readonly JsonObject[];
}

/** The lines of `/api/chat` and `/api/generate`: JSON objects with a piece each, the last one with counts and times. */
export class OllamaReply implements StreamFormat {
  readonly contentType = "application/x-ndjson";
  readonly hasWholeCalls = true;
  readonly #plan: ReplyPlan;
  readonly #settings: ReplySettings;

  constructor(plan: ReplyPlan, settings: ReplySettings) {
    this.#plan = plan;
    this.#settings = settings;
  }

  get brokenStart(): Uint8Array {
    return encode(JSON.stringify(this.#object({})).slice(0, -1));
  }

  opening(): readonly StreamEvent[] {
    return [];
  }

  tokens(index: number, count: number): readonly StreamEvent[] {
    const piece = this.#piece(kindAt(this.#plan, index), index, index + count);
    return [this.#line({ ...this.#object(piece), done: false })];
  }

  ending(times: ReplyTimes): readonly StreamEvent[] {
    return [this.#line({ ...this.#object({}), ...this.#summary(times) })];
  }

  /** The whole reply as one object, for a request that does not stream. */
  whole(times: ReplyTimes): JsonObject {
    const { reasoningCount, tokenCount, isToolCall } = this.#plan;
    const thinking = reasoningCount === 0 ? {} : this.#piece("reasoning", 0, reasoningCount);
    const output = this.#piece(isToolCall ? "tool_call" : "content", reasoningCount, tokenCount);
    return { ...this.#object({ ...thinking, ...output }), ...this.#summary(times) };
  }

  /** JSON has no comments. */
  comment(): readonly StreamEvent[] {
    return [];
  }

  malformed(): readonly StreamEvent[] {
    return [[this.brokenStart, encode(this.#lineEnd)]];
  }

  error(): readonly StreamEvent[] {
    return [this.#line(errorObject("ollama", ENGINE_FAILED))];
  }

  get #lineEnd(): string {
    return this.#settings.crlf ? "\r\n" : "\n";
  }

  #line(value: JsonObject): StreamEvent {
    return [encode(`${JSON.stringify(value)}${this.#lineEnd}`)];
  }

  #piece(kind: TokenKind, from: number, to: number): Piece {
    const text = textBetween(this.#plan, passageOf(this.#settings.text), { choice: 0, from, to });
    if (kind === "reasoning") return { thinking: text };
    if (kind === "content") return { content: text };
    return { tool_calls: [{ function: { name: "search", arguments: JSON.parse(text) } }] };
  }

  #object(piece: Piece): JsonObject {
    return toObject(this.#plan, piece);
  }

  /** What the service cannot tell, or is 0, is left out. */
  #summary(times: ReplyTimes): JsonObject {
    const { promptTokens, completionTokens } = countUsage(this.#plan);
    const { finishReason } = this.#plan;
    const head = { done: true, done_reason: finishReason === "length" ? "length" : "stop" };
    if (this.#settings.usage === "off") return head;
    return {
      ...head,
      total_duration: toNs(times.totalMs),
      prompt_eval_count: promptTokens,
      prompt_eval_duration: toNs(times.promptMs),
      ...(completionTokens === 0 ? {} : { eval_count: completionTokens, eval_duration: toNs(times.decodeMs) }),
    };
  }
}

type Heading = Pick<ReplyPlan, "createdSeconds"> & {
  readonly request: Pick<GenerationRequest, "dialect" | "model">;
};

function toObject({ request: { dialect, model }, createdSeconds }: Heading, piece: Piece): JsonObject {
  const { content = "", ...rest } = piece;
  const head = { model, created_at: new Date(createdSeconds * MS_PER_SECOND).toISOString() };
  if (dialect === "completion") return { ...head, response: content, ...rest };
  return { ...head, message: { role: "assistant", content, ...rest } };
}

/** Answers a request that asks for nothing but that the model be loaded. */
export function toLoadReply(heading: Heading): JsonObject {
  return { ...toObject(heading, {}), done: true, done_reason: "load" };
}

/** Ollama's durations are whole nanoseconds. */
export function toNs(timeMs: number): number {
  return Math.round(timeMs * NS_PER_MS);
}
