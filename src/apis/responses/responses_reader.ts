import { isDoneMark } from "../reading/done_mark.ts";
import type { ChunkKind } from "../../core/chunk_kind.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ReadEvent, ReplyReader, ReplyState, Usage } from "../dialect.ts";
import { toReadEvent } from "../reading/plain_event.ts";
import { ReplyFaults } from "../reading/reply_faults.ts";
import { findNamedError } from "../service_error.ts";
import { findUsage } from "../reading/usage_places.ts";
import { findEmptyOutput, findTruncation, toErrorEvent, toErrorInReply } from "../reply_failures.ts";
import { readServiceError } from "../service_error.ts";
import { isCallItem, ResponsesOutput } from "./responses_output.ts";

/** Events whose `delta` is output, with what it is. */
const DELTA_KINDS: ReadonlyMap<unknown, ChunkKind> = new Map([
  ["response.output_text.delta", "content"],
  ["response.refusal.delta", "content"],
  ["response.reasoning_text.delta", "reasoning"],
  ["response.reasoning_summary_text.delta", "reasoning"],
  ["response.function_call_arguments.delta", "tool_call"],
  ["response.custom_tool_call_input.delta", "tool_call"],
]);

const LAST_EVENTS: ReadonlySet<unknown> = new Set([
  "response.completed",
  "response.incomplete",
  "response.failed",
  "response.cancelled",
]);

/** Reads replies of the Responses API; the kind of an event is its `type`, or the name of the event. */
export class ResponsesReader implements ReplyReader {
  readonly #output = new ResponsesOutput();
  readonly #faults = new ReplyFaults(findNamedError);
  #usage: Usage | null = null;
  #finishReason: string | null = null;
  #isEnded = false;

  get isComplete(): boolean {
    return this.#isEnded;
  }

  readEvent(data: string, eventName: string): ReadEvent | null {
    // LiteLLM ends with it; the end that counts is the event that carries the whole response.
    if (isDoneMark(data)) return null;
    const event = this.#faults.parseEvent(data, eventName);
    if (event === null) return null;
    const type = event.type ?? eventName;
    if (type === "error") return this.#faults.add(toErrorEvent(event));
    return toReadEvent(this.#take(type, event), LAST_EVENTS.has(type) ? this.#usage?.completionTokens : null);
  }

  readBody(text: string): void {
    const body = this.#faults.parseBody(text);
    if (body !== null) this.#takeResponse(body);
  }

  end(complete: boolean): ReplyState {
    const text = this.#output.toReply();
    const isSilent = this.#faults.first === null && complete;
    const ending = isSilent ? this.#findEnding() ?? findEmptyOutput(text, this.#usage) : null;
    return { text, usage: this.#usage, finishReason: this.#finishReason, failure: this.#faults.first ?? ending };
  }

  #findEnding(): ReplyState["failure"] {
    return findTruncation(this.#isEnded, "response.completed, response.incomplete or response.failed");
  }

  #take(type: unknown, event: JsonObject): ChunkKind {
    const kind = DELTA_KINDS.get(type);
    if (kind !== undefined) return this.#takeDelta(kind, event);
    if (LAST_EVENTS.has(type) && isJsonObject(event.response)) return this.#takeResponse(event.response);
    if (type === "response.created") return "role";
    const hasItem = type === "response.output_item.added" || type === "response.output_item.done";
    return hasItem && this.#takeItem(event.item) ? "tool_call" : "other";
  }

  #takeDelta(kind: ChunkKind, { delta, item_id: itemId }: JsonObject): ChunkKind {
    if (typeof delta !== "string" || delta === "") return "other";
    if (kind === "content") this.#output.addContent(delta);
    else if (kind === "reasoning") this.#output.addReasoning(delta);
    else this.#output.addArguments(typeof itemId === "string" ? itemId : "", delta);
    return kind;
  }

  /** Tells whether the item brought a call's arguments that no deltas had brought. */
  #takeItem(item: unknown): boolean {
    return isJsonObject(item) && isCallItem(item) && this.#output.addCallItem(item);
  }

  /** Takes a whole response. Its text counts where no deltas brought it. */
  #takeResponse(response: JsonObject): ChunkKind {
    this.#isEnded = true;
    this.#usage = findUsage(response);
    this.#finishReason = toFinishReason(response);
    if (response.status === "failed" || response.status === "cancelled") this.#fail(response);
    if (!this.#output.isEmpty) return "finish";
    if (Array.isArray(response.output)) this.#output.addItems(response.output);
    if (this.#output.isEmpty && typeof response.output_text === "string") this.#output.addContent(response.output_text);
    return this.#output.isEmpty ? "finish" : this.#outputKind();
  }

  #fail(response: JsonObject): void {
    const error = readServiceError(response) ?? { message: `The response is ${response.status}`, code: null };
    this.#faults.add(toErrorInReply(error));
  }

  #outputKind(): ChunkKind {
    const { content, reasoning } = this.#output.toReply();
    if (content !== "") return "content";
    return reasoning === "" ? "tool_call" : "reasoning";
  }
}

/** vLLM sends `response.completed` for a response that its status calls incomplete. */
function toFinishReason({ status, incomplete_details: details }: JsonObject): string | null {
  const reason = isJsonObject(details) ? details.reason : null;
  if (typeof reason === "string" && reason !== "") return reason;
  return typeof status === "string" ? status : null;
}
