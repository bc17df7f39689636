import type { ValueDistribution } from "../core/value_distribution.ts";
import { fixed } from "../core/value_distribution.ts";
import type { FaultShare } from "./settings/fault.ts";

/** Where the reasoning of a chat reply stands. */
export type ReasoningField = "reasoning_content" | "reasoning" | "reasoning_details";

/** When a reply says its usage: as the request asks, never, on each event, or in the finish event. */
export type UsageMode = "on" | "off" | "each" | "finish";

/** What the replies are written of; `multibyte` holds characters of two, three and four bytes. */
export type TextKind = "words" | "multibyte";

/** Settings of a reply; a request may override them by the header `x-streamgauge-set`. */
export interface ReplySettings {
  /** From the request read whole (or its slot, see `maxRunning`) to the first token. */
  readonly ttftMs: ValueDistribution;
  /** From token to token. */
  readonly itlMs: ValueDistribution;
  /** Output tokens, reasoning included; `max_tokens` of the request is the limit. */
  readonly tokens: ValueDistribution;
  /** Prompt tokens a second, whose time is added to the TTFT; `null`: none. */
  readonly prefillTokensPerSecond: number | null;
  readonly tokensPerChunk: number;
  readonly eventsPerWrite: number;
  /** Each write comes in two HTTP chunks 1 ms apart, cut inside a line, where possible inside a character. */
  readonly splitWrites: boolean;
  readonly text: TextKind;
  /** Headers and a role-only event come at once; otherwise with the first token. */
  readonly roleFirst: boolean;
  /** How many of the output tokens are reasoning; they come first. */
  readonly reasoningTokens: ValueDistribution;
  readonly reasoningField: ReasoningField;
  /** The output behind the reasoning is a tool call. */
  readonly toolCall: boolean;
  readonly usage: UsageMode;
  /** Share of the prompt that counts as cached: reported, and spared the prefill. */
  readonly cachedShare: number;
  /** A comment line each so many ms while a stream is open; `null`: none. */
  readonly keepAliveMs: number | null;
  /** Lines of a stream end in CR LF. */
  readonly crlf: boolean;
  /** Streams end without `[DONE]`. */
  readonly noDone: boolean;
  /** Length of embedding vectors unless the request says it. */
  readonly dimensions: number;
}

/** A time in which the whole server stands still, in ms since its start. */
export interface StallWindow {
  readonly startMs: number;
  readonly endMs: number;
}

/** Everything that can be set of a simulator. */
export interface SimulatorOptions extends ReplySettings {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly seed: number;
  readonly models: readonly string[];
  /** Other models are answered with 404. */
  readonly strictModel: boolean;
  readonly apiKey: string | null;
  /** Running replies up to which none is slowed down; see `slowdown`. */
  readonly capacity: number | null;
  /** Replies that run at once; further requests wait for a slot. */
  readonly maxRunning: number | null;
  readonly stalls: readonly StallWindow[];
  readonly faults: readonly FaultShare[];
}

/** What holds where nothing is set. */
export const DEFAULT_SIMULATOR_OPTIONS: SimulatorOptions = {
  host: "127.0.0.1",
  port: 8877,
  seed: 0,
  models: ["simulated"],
  strictModel: false,
  apiKey: null,
  capacity: null,
  maxRunning: null,
  stalls: [],
  faults: [],
  ttftMs: fixed(100),
  itlMs: fixed(20),
  tokens: fixed(128),
  prefillTokensPerSecond: null,
  tokensPerChunk: 1,
  eventsPerWrite: 1,
  splitWrites: false,
  text: "words",
  roleFirst: true,
  reasoningTokens: fixed(0),
  reasoningField: "reasoning_content",
  toolCall: false,
  usage: "on",
  cachedShare: 0,
  keepAliveMs: null,
  crlf: false,
  noDone: false,
  dimensions: 1024,
};
