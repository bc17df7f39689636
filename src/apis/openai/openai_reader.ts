import type { ChunkKind } from "../../core/chunk_kind.ts";
import type { Failure } from "../../core/failure.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ReadEvent, ReplyReader, ReplyState } from "../dialect.ts";
import { MessageGatherer } from "./message_gatherer.ts";
import { findPrimaryChoice, isObject } from "./openai_event.ts";
import type { OpenAiChoice, OpenAiEvent } from "./openai_event.ts";
import { readUsage, UsageTally } from "./openai_usage.ts";
import { findEmptyOutput, findTruncation, toErrorEvent, toErrorInReply, toMalformedJson } from "../reply_failures.ts";
import { findServiceError } from "../service_error.ts";

/** Nearly all events carry no count: they share one object for each kind. */
const PLAIN_EVENTS: Readonly<Record<ChunkKind, ReadEvent>> = {
  role: plainEvent("role"),
  reasoning: plainEvent("reasoning"),
  content: plainEvent("content"),
  tool_call: plainEvent("tool_call"),
  usage: plainEvent("usage"),
  finish: plainEvent("finish"),
  other: plainEvent("other"),
};
const OTHER_CHOICE: ReadEvent = { kind: "other", isPrimary: false, completionTokens: null };

/** Reads replies of chat completions and completions, streamed or whole; which one shows in their members. */
export class OpenAiReader implements ReplyReader {
  readonly #message = new MessageGatherer();
  readonly #usage = new UsageTally();
  #finishReason: string | null = null;
  /** Indices of the choices that have finished. */
  readonly #finished = new Set<unknown>();
  #isDone = false;
  #isWhole = false;
  #failure: Failure | null = null;

  readEvent(data: string, eventName: string): ReadEvent | null {
    if (data === "[DONE]") {
      this.#isDone = true;
      return null;
    }
    const event = this.#parse(data, eventName);
    if (event === null) return null;
    if (eventName === "error") return this.#fail(toErrorEvent(event));
    const error = findServiceError(event);
    return error === null ? this.#take(event) : this.#fail(toErrorInReply(error));
  }

  readBody(text: string): void {
    this.#isWhole = true;
    const body = this.#parse(text, "");
    if (body === null) return;
    const error = findServiceError(body);
    if (error === null) this.#take(body);
    else this.#fail(toErrorInReply(error));
  }

  end(complete: boolean): ReplyState {
    const text = this.#message.toReply();
    const usage = this.#usage.total(this.#finished.size);
    const isEnded = this.#isWhole || this.#isDone || this.#finishReason !== null;
    const ending = complete ? findTruncation(isEnded) ?? findEmptyOutput(text, usage) : null;
    return { text, usage, finishReason: this.#finishReason, failure: this.#failure ?? ending };
  }

  #take(event: OpenAiEvent): ReadEvent {
    const choices = Array.isArray(event.choices) ? event.choices : [];
    const primary = findPrimaryChoice(choices);
    const output = primary === null ? null : this.#message.add(primary);
    this.#takeFinishes(choices);
    const usage = readUsage(event.usage);
    if (usage !== null) this.#usage.add(usage, this.#finished.size);
    if (primary === null && choices.length > 0) return OTHER_CHOICE;
    return toReadEvent(output ?? toSilentKind(primary, usage !== null), usage?.completionTokens ?? null);
  }

  #takeFinishes(choices: readonly unknown[]): void {
    for (const choice of choices) {
      const reason = isObject(choice) ? finishOf(choice) : null;
      if (reason === null) continue;
      const index = (choice as OpenAiChoice).index ?? 0;
      this.#finished.add(index);
      if (index === 0) this.#finishReason = reason;
    }
  }

  /** Returns the object in the text; `null` when there is none to read, which may be a failure. */
  #parse(text: string, eventName: string): JsonObject | null {
    if (text === "") return null;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return this.#fail(eventName === "error" ? toErrorEvent(text) : toMalformedJson(text));
    }
    if (isJsonObject(value)) return value;
    // llama.cpp opens a stream of two prompts with `data: null`.
    return value === null && !this.#isWhole ? null : this.#fail(toMalformedJson(text));
  }

  /** The first failure is the cause of the others. */
  #fail(failure: Failure): null {
    this.#failure ??= failure;
    return null;
  }
}

function toReadEvent(kind: ChunkKind, completionTokens: number | null): ReadEvent {
  return completionTokens === null ? PLAIN_EVENTS[kind] : { kind, isPrimary: true, completionTokens };
}

function toSilentKind(choice: OpenAiChoice | null, hasUsage: boolean): ChunkKind {
  if (choice !== null && finishOf(choice) !== null) return "finish";
  if (typeof choice?.delta?.role === "string") return "role";
  return hasUsage ? "usage" : "other";
}

/** Some services write an empty reason where others write `null`. */
function finishOf({ finish_reason: reason }: OpenAiChoice): string | null {
  return typeof reason === "string" && reason !== "" ? reason : null;
}

function plainEvent(kind: ChunkKind): ReadEvent {
  return { kind, isPrimary: true, completionTokens: null };
}
