import type { OptionTable } from "../option_spec.ts";
import { integer, share, text, toggle, word } from "../options/value_schemas.ts";

const GROUP = "Replies";
const TEXT_KINDS = ["words", "multibyte"] as const;
const REASONING_FIELDS = ["reasoning_content", "reasoning", "reasoning_details"] as const;
const USAGE_MODES = ["on", "off", "each", "finish"] as const;

/** Values of the options that say what the simulator's replies hold. */
export interface SimulateReplyValues {
  readonly tokens: string;
  readonly text: "words" | "multibyte";
  readonly reasoning_tokens: string;
  readonly reasoning_field: "reasoning_content" | "reasoning" | "reasoning_details";
  readonly tool_call: boolean;
  readonly usage: "on" | "off" | "each" | "finish";
  readonly cached_share: number;
  readonly dimensions: number;
}

/** Options that say what the simulator's replies hold. */
export const SIMULATE_REPLY_OPTIONS: OptionTable<SimulateReplyValues> = {
  tokens: {
    flag: "tokens",
    key: "tokens",
    group: GROUP,
    arity: "one",
    placeholder: "DISTRIBUTION",
    unit: "tokens",
    schema: text(),
    defaultValue: "128",
    help: "Tokens of a reply, reasoning included, unless max_tokens is lower: a distribution as for --ttft",
    isOurs: true,
  },
  text: {
    flag: "text",
    key: "text",
    group: GROUP,
    arity: "one",
    placeholder: "KIND",
    schema: word(TEXT_KINDS),
    choices: TEXT_KINDS,
    defaultValue: "words",
    help: "What replies are written of; multibyte holds characters of two, three and four bytes",
    isOurs: true,
  },
  reasoning_tokens: {
    flag: "reasoning-tokens",
    key: "reasoning_tokens",
    group: GROUP,
    arity: "one",
    placeholder: "DISTRIBUTION",
    unit: "tokens",
    schema: text(),
    defaultValue: "0",
    help: "How many of the tokens are reasoning; they come first",
    isOurs: true,
  },
  reasoning_field: {
    flag: "reasoning-field",
    key: "reasoning_field",
    group: GROUP,
    arity: "one",
    placeholder: "FIELD",
    schema: word(REASONING_FIELDS),
    choices: REASONING_FIELDS,
    defaultValue: "reasoning_content",
    help: "Where the reasoning stands",
    isOurs: true,
  },
  tool_call: {
    flag: "tool-call",
    key: "tool_call",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "The output behind the reasoning is a tool call",
    isOurs: true,
  },
  usage: {
    flag: "usage",
    key: "usage",
    group: GROUP,
    arity: "one",
    placeholder: "MODE",
    schema: word(USAGE_MODES),
    choices: USAGE_MODES,
    defaultValue: "on",
    help: "Token counts: as the request asks, never, on each event, or in the finish event",
    isOurs: true,
  },
  cached_share: {
    flag: "cached-share",
    key: "cached_share",
    group: GROUP,
    arity: "one",
    placeholder: "SHARE",
    schema: share(),
    defaultValue: 0,
    help: "Share of each prompt that counts as cached: reported, and spared the prefill",
    isOurs: true,
  },
  dimensions: {
    flag: "dimensions",
    key: "dimensions",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    schema: integer({ min: 1, max: 65_536 }),
    defaultValue: 1024,
    help: "Length of embeddings unless the request says it",
    isOurs: true,
  },
};
