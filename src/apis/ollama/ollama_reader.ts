import type { ChunkKind } from "../../core/chunk_kind.ts";
import { isJsonObject, textOf } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { ServiceTimes } from "../../core/record.ts";
import type { ReadEvent, ReplyReader, ReplyState, Usage } from "../dialect.ts";
import { ToolCallGatherer } from "../openai/tool_call_gatherer.ts";
import { toReadEvent } from "../reading/plain_event.ts";
import { ReplyFaults } from "../reading/reply_faults.ts";
import { readServiceTimes } from "../reading/service_times.ts";
import { toCount } from "../reading/token_usage.ts";
import { findEmptyOutput, findTruncation } from "../reply_failures.ts";

/**
 * Reads replies of `/api/chat` and `/api/generate`: each line says a piece more, in `message` or beside it; the last one
 * has `done: true`, the reason and the counts. A whole body is one such line.
 */
export class OllamaReader implements ReplyReader {
  readonly #faults = new ReplyFaults();
  readonly #calls = new ToolCallGatherer();
  #callCount = 0;
  #content = "";
  #thinking = "";
  #usage: Usage | null = null;
  #serviceTimes: ServiceTimes | null = null;
  #doneReason: string | null = null;
  #isDone = false;

  get textChars(): number {
    return this.#content.length + this.#thinking.length;
  }

  get isComplete(): boolean {
    return this.#isDone;
  }

  readEvent(data: string): ReadEvent | null {
    const line = this.#faults.parseEvent(data, "");
    return line === null ? null : this.#take(line);
  }

  readBody(text: string): void {
    const body = this.#faults.parseBody(text);
    if (body !== null) this.#take(body);
  }

  end(complete: boolean): ReplyState {
    const text = { content: this.#content, reasoning: this.#thinking, toolCalls: this.#calls.toJson() };
    const ending = complete ? findTruncation(this.#isDone, '"done": true') ?? findEmptyOutput(text, this.#usage) : null;
    return {
      text,
      usage: this.#usage,
      serviceTimes: this.#serviceTimes,
      finishReason: this.#doneReason,
      failure: this.#faults.first ?? ending,
    };
  }

  #take(line: JsonObject): ReadEvent {
    const { message } = line;
    const output = isJsonObject(message)
      ? this.#addPiece(message.content, message.thinking, message.tool_calls)
      : this.#addPiece(line.response, line.thinking, line.tool_calls);
    if (line.done !== true) return toReadEvent(output ?? "other");
    this.#isDone = true;
    if (typeof line.done_reason === "string" && line.done_reason !== "") this.#doneReason = line.done_reason;
    this.#usage = toUsage(line);
    this.#serviceTimes = toServiceTimes(line);
    return toReadEvent(output ?? "finish", this.#usage?.completionTokens ?? null);
  }

  /** Returns the kind of output that a piece is; `null` when it is none. */
  #addPiece(
    content: JsonValue | undefined,
    thinking: JsonValue | undefined,
    calls: JsonValue | undefined,
  ): ChunkKind | null {
    this.#content += textOf(content);
    this.#thinking += textOf(thinking);
    const isCall = Array.isArray(calls) && this.#calls.add(this.#toPieces(calls));
    if (textOf(content) !== "") return "content";
    if (textOf(thinking) !== "") return "reasoning";
    return isCall ? "tool_call" : null;
  }

  /** Each call comes whole, and is another one than those of the lines before. */
  #toPieces(calls: readonly JsonValue[]): readonly JsonObject[] {
    return calls.filter(isJsonObject).map((call) => ({ ...call, index: this.#callCount++ }));
  }
}

/** A prompt that the cache held whole may be left out of the counts. */
function toUsage({ prompt_eval_count: prompt, eval_count: completion }: JsonObject): Usage | null {
  const counts = { promptTokens: toCount(prompt), completionTokens: toCount(completion) };
  if (counts.promptTokens === null && counts.completionTokens === null) return null;
  return { ...counts, cachedTokens: null, reasoningTokens: null };
}

/** Reads the durations of a body, or of the last line of a stream: whole nanoseconds. */
export function toServiceTimes(line: JsonObject): ServiceTimes | null {
  return readServiceTimes({
    loadMs: nsToMs(line.load_duration),
    prefillMs: nsToMs(line.prompt_eval_duration),
    decodeMs: nsToMs(line.eval_duration),
    totalMs: nsToMs(line.total_duration),
  });
}

function nsToMs(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value / 1e6 : null;
}
