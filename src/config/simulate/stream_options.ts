import * as z from "zod";
import { type OptionTable, ownOptions } from "../option_spec.ts";
import { decimal, integer, text, toggle } from "../options/value_schemas.ts";

/** Values of the options that say how streams are cut up and what goes wrong. */
export interface SimulateStreamValues {
  readonly tokens_per_chunk: number;
  readonly events_per_write: number;
  readonly split_writes: boolean;
  readonly role_first: boolean;
  readonly keep_alive_comments: number | null;
  readonly crlf: boolean;
  readonly no_done: boolean;
  readonly fault: readonly string[];
}

/** Options that say how streams are cut up and what goes wrong. */
export const SIMULATE_STREAM_OPTIONS: OptionTable<SimulateStreamValues> = ownOptions<SimulateStreamValues>(
  "Streams and faults",
  {
    tokens_per_chunk: {
      placeholder: "N",
      unit: "tokens",
      schema: () => integer({ min: 1, max: 100_000 }),
      defaultValue: 1,
      help: "Tokens in an event",
    },
    events_per_write: {
      placeholder: "N",
      unit: "events",
      schema: () => integer({ min: 1, max: 100_000 }),
      defaultValue: 1,
      help: "Events sent together; the first one always goes alone",
    },
    split_writes: {
      arity: "flag",
      schema: () => toggle(),
      defaultValue: false,
      help: "Send each write in two halves, cut inside a line and at times inside a character",
    },
    role_first: {
      arity: "tristate",
      schema: () => toggle(),
      defaultValue: true,
      help: "Headers and a role-only event come at once, not with the first token",
    },
    keep_alive_comments: {
      placeholder: "MS",
      unit: "ms",
      schema: () => decimal({ min: 1 }),
      defaultValue: null,
      defaultText: "none",
      help: "A comment line each so often while a stream is open",
    },
    crlf: {
      arity: "flag",
      schema: () => toggle(),
      defaultValue: false,
      help: "Lines of streams end in CR LF",
    },
    no_done: {
      arity: "flag",
      schema: () => toggle(),
      defaultValue: false,
      help: "Streams end without [DONE]",
    },
    fault: {
      arity: "many",
      placeholder: "FAULT=SHARE",
      schema: () => z.array(text()),
      defaultValue: [],
      defaultText: "none",
      isRepeatable: true,
      help:
        "Give a share of requests a fault, such as truncate=0.05 or status:503=10%; the faults are status:CODE, html_error, wrong_content_type, error_in_stream, error_event, malformed_json, malformed_sse, truncate, cut, reset, reset_before_headers, stall, stall_first, no_headers, slow_headers:MS, empty, close_after; those inside a stream take the tokens before them, as in reset:5",
    },
  },
);
