import type { JsonObject } from "../../core/json.ts";
import type { OptionTable } from "../option_spec.ts";
import { parseThinkTime } from "../texts/think_time_text.ts";
import { integer, jsonObject, readable, toggle } from "./value_schemas.ts";

const GROUP = "Conversations";

/** Values of the options of multi-turn load; the think time stays as it was typed. */
export interface ConversationValues {
  readonly multi_turn: boolean;
  readonly min_turns: number;
  readonly max_turns: number | null;
  readonly multi_turn_args: JsonObject | null;
  readonly think_time: string | null;
}

/** Options of multi-turn load. */
export const CONVERSATION_OPTIONS: OptionTable<ConversationValues> = {
  multi_turn: {
    flag: "multi-turn",
    key: "multi_turn",
    group: GROUP,
    arity: "flag",
    schema: toggle(),
    defaultValue: false,
    help: "Carry on conversations: replies are appended, --number and --parallel count conversations",
  },
  min_turns: {
    flag: "min-turns",
    key: "min_turns",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "turns",
    schema: integer({ min: 1 }),
    defaultValue: 1,
    help: "Fewest turns of a made-up conversation",
  },
  max_turns: {
    flag: "max-turns",
    key: "max_turns",
    group: GROUP,
    arity: "one",
    placeholder: "N",
    unit: "turns",
    schema: integer({ min: 1 }),
    defaultValue: null,
    defaultText: "as many as the dataset has",
    help: "Most turns of a conversation; longer ones are cut",
  },
  multi_turn_args: {
    flag: "multi-turn-args",
    key: "multi_turn_args",
    group: GROUP,
    arity: "one",
    placeholder: "JSON",
    schema: jsonObject(),
    defaultValue: null,
    help: "Settings of the dataset of conversations",
    deprecated: "use --dataset-args, which wins where both set a key",
  },
  think_time: {
    flag: "think-time",
    key: "think_time",
    group: GROUP,
    arity: "one",
    placeholder: "TIME",
    unit: "s",
    schema: readable(parseThinkTime),
    defaultValue: null,
    help: "Pause before each further turn: 2s, exp:2s, uniform:1s:5s; a dataset's own pauses win",
    isOurs: true,
  },
};
