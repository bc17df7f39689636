import type { OptionTable } from "../option_spec.ts";
import { anyText, integer, toggle } from "./value_schemas.ts";

const GROUP = "Conversations";

/** Values of the options of multi-turn load. */
export interface ConversationValues {
  readonly multi_turn: boolean;
  readonly min_turns: number;
  readonly max_turns: number | null;
  readonly multi_turn_args: string | null;
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
    help: "Carry on conversations",
    isPlanned: true,
  },
  min_turns: {
    flag: "min-turns",
    key: "min_turns",
    group: GROUP,
    arity: "one",
    schema: integer(),
    defaultValue: 1,
    help: "Fewest turns of a conversation",
    isPlanned: true,
  },
  max_turns: {
    flag: "max-turns",
    key: "max_turns",
    group: GROUP,
    arity: "one",
    schema: integer(),
    defaultValue: null,
    help: "Most turns of a conversation",
    isPlanned: true,
  },
  multi_turn_args: {
    flag: "multi-turn-args",
    key: "multi_turn_args",
    group: GROUP,
    arity: "one",
    schema: anyText(),
    defaultValue: null,
    help: "Settings of conversations as JSON",
    isPlanned: true,
  },
};
