import { type OptionTable, ownOptions } from "../option_spec.ts";
import { integer, share, text, toggle, word } from "../options/value_schemas.ts";

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
export const SIMULATE_REPLY_OPTIONS: OptionTable<SimulateReplyValues> = ownOptions<SimulateReplyValues>("Replies", {
  tokens: {
    placeholder: "DISTRIBUTION",
    unit: "tokens",
    schema: () => text(),
    defaultValue: "128",
    help: "Tokens of a reply, reasoning included, unless max_tokens is lower: a distribution as for --ttft",
  },
  text: {
    placeholder: "KIND",
    schema: () => word(TEXT_KINDS),
    choices: TEXT_KINDS,
    defaultValue: "words",
    help: "What replies are written of; multibyte holds characters of two, three and four bytes",
  },
  reasoning_tokens: {
    placeholder: "DISTRIBUTION",
    unit: "tokens",
    schema: () => text(),
    defaultValue: "0",
    help: "How many of the tokens are reasoning; they come first",
  },
  reasoning_field: {
    placeholder: "FIELD",
    schema: () => word(REASONING_FIELDS),
    choices: REASONING_FIELDS,
    defaultValue: "reasoning_content",
    help: "Where the reasoning stands",
  },
  tool_call: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "The output behind the reasoning is a tool call",
  },
  usage: {
    placeholder: "MODE",
    schema: () => word(USAGE_MODES),
    choices: USAGE_MODES,
    defaultValue: "on",
    help: "Token counts: as the request asks, never, on each event, or in the finish event",
  },
  cached_share: {
    placeholder: "SHARE",
    schema: () => share(),
    defaultValue: 0,
    help: "Share of each prompt that counts as cached: reported, and spared the prefill",
  },
  dimensions: {
    placeholder: "N",
    schema: () => integer({ min: 1, max: 65_536 }),
    defaultValue: 1024,
    help: "Length of embeddings unless the request says it",
  },
});
