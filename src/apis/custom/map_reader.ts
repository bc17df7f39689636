import { isDoneMark } from "../reading/done_mark.ts";
import type { ReplyPaths, ResponseMap } from "../../core/custom/custom_api.ts";
import type { JsonPath } from "../../core/custom/json_path.ts";
import { findAtPath } from "../../core/custom/json_path.ts";
import type { ChunkKind } from "../../core/chunk_kind.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonValue } from "../../core/json.ts";
import type { ReadEvent, ReplyReader, ReplyState } from "../dialect.ts";
import { toReadEvent } from "../reading/plain_event.ts";
import { ReplyFaults } from "../reading/reply_faults.ts";
import { fillUsage, NO_COUNTS, toCount } from "../reading/token_usage.ts";
import { findEmptyOutput, findTruncation, toErrorEvent, toErrorInReply, toMalformedJson } from "../reply_failures.ts";
import { findServiceError, toOneLine } from "../service_error.ts";

/** Reads replies by the paths of a response map. */
export class MapReader implements ReplyReader {
  readonly takesLists: boolean = true;
  readonly #map: ResponseMap;
  readonly #faults = new ReplyFaults();
  #content = "";
  #reasoning = "";
  #usage = NO_COUNTS;
  #finishReason: string | null = null;
  #isEnded = false;
  isComplete: boolean = false;

  constructor(map: ResponseMap) {
    this.#map = map;
    // Where no path says how a stream ends, only the transport can tell.
    this.#isEnded = map.stream.finish === undefined;
  }

  get textChars(): number {
    return this.#content.length + this.#reasoning.length;
  }

  readEvent(data: string, eventName: string): ReadEvent | null {
    const isDone = isDoneMark(data);
    if (isDone) this.#isEnded = this.isComplete = true;
    if (isDone || data === "") return null;
    const value = parse(data);
    if (value === null) return null;
    if (eventName === "error") return this.#faults.add(toErrorEvent(isJsonObject(value) ? value : data));
    return value === undefined ? this.#faults.add(toMalformedJson(data)) : this.#take(value, this.#map.stream);
  }

  readBody(text: string): void {
    this.#isEnded = true;
    const value = parse(text);
    if (value === undefined && text !== "") this.#faults.add(toMalformedJson(text));
    else if (value !== undefined) this.#take(value, this.#map.body);
  }

  end(complete: boolean): ReplyState {
    const text = { content: this.#content, reasoning: this.#reasoning, toolCalls: "" };
    const usage = this.#usage === NO_COUNTS ? null : this.#usage;
    const ending = complete ? findTruncation(this.#isEnded) ?? findEmptyOutput(text, usage) : null;
    return { text, usage, finishReason: this.#finishReason, failure: this.#faults.first ?? ending };
  }

  #take(value: JsonValue, paths: ReplyPaths): ReadEvent | null {
    const error = findError(value, paths);
    if (error !== null) return this.#faults.add(error);
    const content = joinTexts(value, paths.text);
    const reasoning = joinTexts(value, paths.reasoning);
    this.#content += content;
    this.#reasoning += reasoning;
    const isFinish = this.#takeFinish(firstAt(value, paths.finish));
    const tokens = this.#takeUsage(value, paths);
    return toReadEvent(
      content !== "" ? "content" : reasoning !== "" ? "reasoning" : silentKind(isFinish, tokens),
      tokens,
    );
  }

  /** A reason is a text that is not empty, or `true` of services that only say that they are done. */
  #takeFinish(found: JsonValue): boolean {
    const isFinish = found === true || (typeof found === "string" && found !== "");
    if (!isFinish) return false;
    this.#isEnded = true;
    this.#finishReason = found === true ? "done" : found;
    return true;
  }

  /** Returns the completion tokens so far, where the value states them. */
  #takeUsage(value: JsonValue, paths: ReplyPaths): number | null {
    const count = (path: JsonPath | undefined) => toCount(firstAt(value, path));
    const counts = {
      promptTokens: count(paths["usage.prompt_tokens"]),
      completionTokens: count(paths["usage.completion_tokens"]),
      cachedTokens: count(paths["usage.cached_tokens"]),
      reasoningTokens: count(paths["usage.reasoning_tokens"]),
    };
    if (Object.values(counts).some((found) => found !== null)) this.#usage = fillUsage(counts, this.#usage) ?? counts;
    return counts.completionTokens;
  }
}

function silentKind(isFinish: boolean, tokens: number | null): ChunkKind {
  if (isFinish) return "finish";
  return tokens === null ? "other" : "usage";
}

function findError(value: JsonValue, { error: path }: ReplyPaths): ReturnType<typeof toErrorInReply> | null {
  const found = firstAt(value, path);
  if (found !== null && found !== "" && found !== false) {
    const message = toOneLine(typeof found === "string" ? found : JSON.stringify(found));
    return toErrorInReply({ message, code: null });
  }
  const error = path === undefined && isJsonObject(value) ? findServiceError(value) : null;
  return error === null ? null : toErrorInReply(error);
}

function firstAt(value: JsonValue, path: JsonPath | undefined): JsonValue {
  return path === undefined ? null : findAtPath(value, path)[0] ?? null;
}

function joinTexts(value: JsonValue, path: JsonPath | undefined): string {
  if (path === undefined) return "";
  return findAtPath(value, path).map((found) => typeof found === "string" ? found : "").join("");
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
