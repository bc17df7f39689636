import type { Failure } from "../../core/failure.ts";
import type { ReplyText, RequestRecord } from "../../core/record.ts";
import { maskJsonText } from "../../core/secret_mask.ts";
import { computeRequestFigures, type RequestFigures } from "../../metrics/request_figures.ts";
import { SampleBatch } from "../../metrics/samples/sample_batch.ts";
import { toGapsJson } from "./chunk_text.ts";

/** How records are turned into rows. */
export interface RowOptions {
  /** Keeps prompts and replies. */
  readonly storeContent: boolean;
  /** The wall-clock time at which the run's clock stood at 0. */
  readonly originEpochMs: number;
}

/** All that the columns of one row are read from. */
export interface RowFacts extends RowOptions {
  readonly record: RequestRecord;
  /** `null`: the request failed. */
  readonly figures: RequestFigures | null;
  /** The gaps between the output events, in seconds; valid until the next row. */
  readonly gapsJson: Uint8Array<ArrayBuffer>;
}

/** Used for one row after the other. */
const gaps = new SampleBatch();
const NO_GAPS = new Float64Array();
const decoder = new TextDecoder();

/** Computes what several columns share, once a row. */
export function toRowFacts(record: RequestRecord, options: RowOptions): RowFacts {
  const { storeContent, originEpochMs } = options;
  const figures = record.failure === null ? computeRequestFigures(record, gaps) : null;
  const gapsJson = toGapsJson(figures === null ? NO_GAPS : gaps.values);
  return { storeContent, originEpochMs, record, figures, gapsJson };
}

/** Nearly no body holds a secret: the others stay the bytes they were. */
export function maskBody(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = decoder.decode(body);
  const masked = maskJsonText(text);
  return masked === text ? body : new TextEncoder().encode(masked);
}

/** Tool calls are JSON already; they are put in as they are. */
export function toReplyJson({ content, reasoning, toolCalls }: ReplyText): string {
  const calls = toolCalls === "" ? "[]" : toolCalls;
  return `{"content":${JSON.stringify(content)},"reasoning":${JSON.stringify(reasoning)},"tool_calls":${calls}}`;
}

/** The message of a failure with what the service sent along. */
export function toFailureText({ message, body }: Failure): string {
  return body === undefined || body === "" ? message : `${message}\n${body}`;
}

/** Turns ms into seconds; a value that is not there is `null`. */
export function toSeconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : ms / 1000;
}
