import { isDoneMark } from "../reading/done_mark.ts";
import type { ChunkKind } from "../../core/chunk_kind.ts";
import { MAX_FAILURE_BODY_CHARS } from "../../core/failure.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { ReadEvent, ReplyReader, ReplyState, Usage } from "../dialect.ts";
import { findPrimaryChoice } from "../openai/openai_event.ts";
import type { OpenAiChoice } from "../openai/openai_event.ts";
import { OTHER_CHOICE, toReadEvent } from "../reading/plain_event.ts";
import { ReplyFaults } from "../reading/reply_faults.ts";
import { findNamedError } from "../service_error.ts";
import { findUsage } from "../reading/usage_places.ts";
import { findEmptyOutput, findTruncation, toErrorEvent } from "../reply_failures.ts";
import { createMessageLog, toChoices } from "./dashscope_message.ts";
import type { MessageLog } from "./dashscope_message.ts";

/** Reads native replies; every event is like a whole body: `{output, usage, request_id}`, or `{code, message, …}`. */
export class DashScopeReader implements ReplyReader {
  readonly #requestBody: Uint8Array;
  readonly #faults = new ReplyFaults(findNamedError);
  /** Made at the first event, so that looking into the request does not delay its sending. */
  #message: MessageLog | null = null;
  #usage: Usage | null = null;
  #finishReason: string | null = null;
  #isWhole = false;
  #hasOtherChoices = false;

  constructor(requestBody: Uint8Array) {
    this.#requestBody = requestBody;
  }

  /** Usage stands on every event: the one with the reason to stop is the last, unless other choices have theirs. */
  get isComplete(): boolean {
    return this.#finishReason !== null && !this.#hasOtherChoices;
  }

  readEvent(data: string, eventName: string): ReadEvent | null {
    if (isDoneMark(data)) return null;
    const isError = eventName === "error" && data.startsWith("{");
    const event = this.#faults.parseEvent(data, isError ? "" : eventName);
    if (event === null) return null;
    return isError ? this.#faults.add(this.#toFailure(event)) : this.#take(event);
  }

  readBody(text: string): void {
    this.#isWhole = true;
    const body = this.#faults.parseBody(text);
    if (body !== null) this.#take(body);
  }

  end(complete: boolean): ReplyState {
    const text = this.#messageLog().toReply();
    const isEnded = this.#isWhole || this.#finishReason !== null;
    const ending = complete ? findTruncation(isEnded, "a finish reason") ?? findEmptyOutput(text, this.#usage) : null;
    return { text, usage: this.#usage, finishReason: this.#finishReason, failure: this.#faults.first ?? ending };
  }

  #take(event: JsonObject): ReadEvent | null {
    if (isError(event)) return this.#faults.add(this.#toFailure(event));
    const choices = isJsonObject(event.output) ? toChoices(event.output) : [];
    const primary = findPrimaryChoice(choices);
    const output = primary === null ? null : this.#messageLog().add(primary);
    const reason = finishOf(primary);
    this.#finishReason = reason ?? this.#finishReason;
    const usage = findUsage(event);
    this.#usage = usage ?? this.#usage;
    if (choices.length > (primary === null ? 0 : 1)) this.#hasOtherChoices = true;
    if (primary === null && choices.length > 0) return OTHER_CHOICE;
    return toReadEvent(output ?? toSilentKind(reason, usage), usage?.completionTokens);
  }

  /** The whole object says which request it was. */
  #toFailure(event: JsonObject): ReturnType<typeof toErrorEvent> {
    const failure = toErrorEvent(event);
    const body = JSON.stringify(event).slice(0, MAX_FAILURE_BODY_CHARS);
    return { ...failure, kind: this.#isWhole ? "error_in_stream" : "error_event", body };
  }

  #messageLog(): MessageLog {
    return this.#message ??= createMessageLog(this.#requestBody);
  }
}

/** Good replies may have an empty `code`. */
function isError({ code, output }: JsonObject): boolean {
  return typeof code === "string" && code !== "" && !isJsonObject(output);
}

function toSilentKind(reason: string | null, usage: Usage | null): ChunkKind {
  if (reason !== null) return "finish";
  return usage === null ? "other" : "usage";
}

/** While a reply goes on its reason is the text "null". */
function finishOf(choice: OpenAiChoice | null): string | null {
  const reason = choice?.finish_reason as JsonValue | undefined;
  return typeof reason === "string" && reason !== "" && reason !== "null" ? reason : null;
}
