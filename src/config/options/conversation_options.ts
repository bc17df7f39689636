import type { JsonObject } from "../../core/json.ts";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { parseThinkTime } from "../texts/think_time_text.ts";
import { integer, jsonObject, readable, toggle } from "./value_schemas.ts";

/** Values of the options of multi-turn load; the think time stays as it was typed. */
export interface ConversationValues {
  readonly multi_turn: boolean;
  readonly min_turns: number;
  readonly max_turns: number | null;
  readonly multi_turn_args: JsonObject | null;
  readonly think_time: string | null;
}

/** Options of multi-turn load. */
export const CONVERSATION_OPTIONS: OptionTable<ConversationValues> = perfOptions<ConversationValues>("Conversations", {
  multi_turn: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Carry on conversations: replies are appended, --number and --parallel count conversations",
    shapesWorkload: true,
  },
  min_turns: {
    placeholder: "N",
    unit: "turns",
    schema: () => integer({ min: 1 }),
    defaultValue: 1,
    help: "Fewest turns of a made-up conversation",
    shapesWorkload: true,
  },
  max_turns: {
    placeholder: "N",
    unit: "turns",
    schema: () => integer({ min: 1 }),
    defaultValue: null,
    defaultText: "as many as the dataset has",
    help: "Most turns of a conversation; longer ones are cut",
    shapesWorkload: true,
  },
  multi_turn_args: {
    placeholder: "JSON",
    schema: () => jsonObject(),
    defaultValue: null,
    help: "Settings of the dataset of conversations",
    deprecated: "use --dataset-args, which wins where both set a key",
    shapesWorkload: true,
  },
  think_time: {
    placeholder: "TIME",
    unit: "s",
    schema: () => readable(parseThinkTime),
    defaultValue: null,
    help: "Pause before each further turn: 2s, exp:2s, uniform:1s:5s; a dataset's own pauses win",
    isOurs: true,
    shapesWorkload: true,
  },
});
