import type { JsonObject } from "../../core/json.ts";
import { drawValue } from "../../core/value_distribution.ts";
import { encode, encodeChunk, encodeHead, type Header, join, LAST_CHUNK } from "../http/wire.ts";
import { ENGINE_FAILED, errorObject } from "./error_object.ts";
import type { Exchange } from "./exchange.ts";
import type { ReplyPlan } from "./reply_plan.ts";
import type { ReplyTimes } from "./stream_format.ts";

interface WholeReply {
  /** Paced ms from the slot to the reply. */
  readonly delayMs: number;
  makeBody(): JsonObject;
}

const JSON_HEADER: Header = ["content-type", "application/json"];

/** Sends a reply that comes at once as a whole, when its time has passed, with its fault. */
export function replyWhole(exchange: Exchange, { delayMs, makeBody }: WholeReply): void {
  const { scheduler, pace, tally } = exchange.services;
  exchange.admit(() => {
    const dueMs = pace.nowMs + delayMs;
    const run = (): boolean => {
      if (exchange.isOver) return false;
      tally.lateness.add(scheduler.nowMs() - pace.toRealMs(dueMs));
      sendBody(exchange, makeBody());
      return false;
    };
    scheduler.addPaced({ atMs: dueMs, run });
  });
}

/** Sends a generated reply as a whole when its last token would have come. */
export function replyGenerated(exchange: Exchange, plan: ReplyPlan, toBody: (times: ReplyTimes) => JsonObject): void {
  const { settings, random, services: { scheduler, tally } } = exchange;
  let delayMs = plan.ttftMs;
  for (let token = 1; token < plan.tokenCount; token++) delayMs += drawValue(settings.itlMs, random);
  const makeBody = (): JsonObject => {
    tally.generationTokens += plan.tokenCount * plan.request.choices;
    const nowMs = scheduler.nowMs();
    const workMs = nowMs - exchange.admittedAtMs;
    const promptMs = workMs * plan.ttftMs / Math.max(delayMs, Number.MIN_VALUE);
    return toBody({ totalMs: nowMs - exchange.arrivedAtMs, promptMs, decodeMs: workMs - promptMs });
  };
  replyWhole(exchange, { delayMs, makeBody });
}

function sendBody(exchange: Exchange, value: JsonObject): void {
  const body = encode(JSON.stringify(value));
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (exchange.fault?.name) {
    case "error_in_stream":
    case "error_event":
      return exchange.sendJson(200, errorObject(exchange.form, ENGINE_FAILED));
    case "malformed_json":
    case "malformed_sse":
      return exchange.sendBody(200, half, [JSON_HEADER]);
    case "truncate":
      exchange.connection.write(
        exchange.request.takesChunks
          ? join([head(exchange, [["transfer-encoding", "chunked"]]), encodeChunk([half]), LAST_CHUNK])
          : join([head(exchange, []), half]),
      );
      return exchange.complete();
    case "stall_first":
    case "stall":
    case "cut":
    case "reset":
      return breakOff(exchange, { half, bytes: body.length });
  }
  exchange.sendBody(200, body, [JSON_HEADER]);
}

/** Sends less than the length that the head says. */
function breakOff(exchange: Exchange, { half, bytes }: { readonly half: Uint8Array; readonly bytes: number }): void {
  const name = exchange.fault?.name;
  const start = head(exchange, [["content-length", String(bytes)]]);
  exchange.connection.write(name === "stall_first" ? start : join([start, half]));
  if (name === "cut") exchange.breakOff("close");
  else if (name === "reset") exchange.breakOff("reset");
  else exchange.release();
}

function head(exchange: Exchange, framing: readonly Header[]): Uint8Array {
  return encodeHead(200, [JSON_HEADER, ...framing, ...exchange.connectionHeaders]);
}
