import { isDoneMark } from "../reading/done_mark.ts";
import type { ChunkKind } from "../../core/chunk_kind.ts";
import { isJsonObject } from "../../core/json.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { ReadEvent, ReplyReader, ReplyState } from "../dialect.ts";
import { toReadEvent } from "../reading/plain_event.ts";
import { ReplyFaults } from "../reading/reply_faults.ts";
import { findNamedError } from "../service_error.ts";
import { findUsage } from "../reading/usage_places.ts";
import { findEmptyOutput, findTruncation, toErrorEvent } from "../reply_failures.ts";
import { MessagesContent } from "./messages_content.ts";
import { MessagesUsage } from "./messages_usage.ts";

/** Reads replies of the Messages API; the kind of an event is its `type`, or the name of the event. */
export class MessagesReader implements ReplyReader {
  readonly #content = new MessagesContent();
  readonly #usage = new MessagesUsage();
  readonly #faults = new ReplyFaults(findNamedError);
  #stopReason: string | null = null;
  #isEnded = false;

  get isComplete(): boolean {
    return this.#isEnded;
  }

  readEvent(data: string, eventName: string): ReadEvent | null {
    if (isDoneMark(data)) return null;
    const event = this.#faults.parseEvent(data, eventName);
    if (event === null) return null;
    const type = event.type ?? eventName;
    if (type === "ping") return null;
    if (type === "error") return this.#faults.add(toErrorEvent(event));
    return this.#take(type, event);
  }

  readBody(text: string): void {
    const body = this.#faults.parseBody(text);
    if (body === null) return;
    this.#isEnded = true;
    this.#usage.add(body.usage);
    this.#takeStop(body.stop_reason);
    if (!Array.isArray(body.content)) return;
    body.content.forEach((block: JsonValue, index) => isJsonObject(block) && this.#content.open(index, block));
  }

  end(complete: boolean): ReplyState {
    const text = this.#content.toReply();
    const usage = this.#usage.total();
    const isEnded = this.#isEnded || this.#stopReason !== null;
    const ending = complete ? findTruncation(isEnded, "message_stop") ?? findEmptyOutput(text, usage) : null;
    const notes = this.#content.notes();
    return { text, usage, finishReason: this.#stopReason, failure: this.#faults.first ?? ending, notes };
  }

  #take(type: unknown, event: JsonObject): ReadEvent {
    if (type === "content_block_delta") return toReadEvent(this.#takeDelta(event));
    if (type === "content_block_start") return toReadEvent(this.#openBlock(event));
    if (type === "message_start") return this.#start(event.message);
    if (type === "message_delta") return this.#finish(event);
    if (type !== "message_stop") return toReadEvent("other");
    this.#isEnded = true;
    // Bedrock states its own counts with the last event.
    const usage = findUsage(event);
    return usage === null ? toReadEvent("other") : toReadEvent(
      "usage",
      this.#usage.add({
        input_tokens: usage.promptTokens,
        output_tokens: usage.completionTokens,
      }),
    );
  }

  #start(message: unknown): ReadEvent {
    if (isJsonObject(message)) this.#usage.add(message.usage);
    return toReadEvent("role");
  }

  #finish({ delta, usage }: JsonObject): ReadEvent {
    if (isJsonObject(delta)) this.#takeStop(delta.stop_reason);
    const outputTokens = this.#usage.add(usage);
    return toReadEvent(this.#stopReason === null ? "usage" : "finish", outputTokens);
  }

  #takeDelta({ index, delta }: JsonObject): ChunkKind {
    return isJsonObject(delta) ? this.#content.add(toIndex(index), delta) : "other";
  }

  #openBlock({ index, content_block: block }: JsonObject): ChunkKind {
    return isJsonObject(block) ? this.#content.open(toIndex(index), block) : "other";
  }

  #takeStop(reason: unknown): void {
    if (typeof reason === "string" && reason !== "") this.#stopReason = reason;
  }
}

function toIndex(index: unknown): number {
  return typeof index === "number" ? index : 0;
}
