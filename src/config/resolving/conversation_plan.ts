import { datasetNameOf } from "../../core/choices/dataset_choice.ts";
import { DATASET_FACTS, DATASET_NAMES } from "../../core/datasets.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ConversationPlan } from "../run_plan.ts";
import { kindOf } from "./load/load_kind.ts";
import type { Resolution } from "./resolution.ts";

const CONVERSATION_FLAGS = ["min_turns", "max_turns", "think_time"] as const;

/** Decides how conversations are carried on; `null`: single-turn load. */
export function resolveConversation(resolution: Resolution): ConversationPlan | null {
  const { values, problems } = resolution;
  checkDataset(resolution);
  if (!values.multi_turn) {
    noteIdle(resolution);
    return null;
  }
  const { min_turns: minTurns, max_turns: maxTurns } = values;
  if (maxTurns !== null && maxTurns < minTurns) {
    const hint = "Give the smaller number to --min-turns";
    problems.push({ message: `--min-turns ${minTurns} is above --max-turns ${maxTurns}`, hint });
  }
  if (maxTurns === null && datasetNameOf(values.dataset) === "random_multi_turn") {
    problems.push({ message: "The dataset random_multi_turn needs --max-turns", hint: "Write --max-turns 3" });
  }
  return { minTurns, maxTurns };
}

/**
 * Folds the deprecated `--multi-turn-args` into the settings of the dataset, which win; `num_workers` was an option in
 * disguise and has no effect here.
 */
export function foldDatasetArgs({ values, notes }: Resolution): JsonObject {
  const own = values.dataset_args ?? {};
  const { num_workers: workers, ...older } = values.multi_turn_args ?? {};
  if (workers !== undefined) notes.push("num_workers in --multi-turn-args has no effect, as --num-workers");
  for (const key of Object.keys(older)) {
    if (key in own) notes.push(`--dataset-args wins over --multi-turn-args for "${key}"`);
  }
  return { ...older, ...own };
}

function checkDataset({ values, problems }: Resolution): void {
  const { dataset, multi_turn: isMultiTurn, prompt } = values;
  // A module of the user's own may have either.
  if (prompt === null && datasetNameOf(dataset) === "custom") return;
  const hasConversations = kindOf(values) === "multi_turn";
  if (hasConversations === isMultiTurn) return;
  if (hasConversations) {
    const hint = "Add --multi-turn; --number and --parallel then count conversations";
    problems.push({ message: `The dataset ${dataset} has conversations, which need --multi-turn`, hint });
    return;
  }
  const known = DATASET_NAMES.filter((name) => DATASET_FACTS[name].kind === "multi_turn");
  const what = prompt === null ? `the dataset ${dataset} has none` : "--prompt is a single request";
  const hint = known.length === 0
    ? "Leave --multi-turn out"
    : `Choose --dataset ${known.join(", ")}, or leave --multi-turn out`;
  problems.push({ message: `--multi-turn needs conversations, but ${what}`, hint });
}

/** As in `evalscope perf` they are taken without an effect; a default that is spelled out is nothing to tell of. */
function noteIdle({ values, explicit, notes }: Resolution): void {
  const isSet = { min_turns: values.min_turns !== 1, max_turns: values.max_turns !== null, think_time: true };
  const given = CONVERSATION_FLAGS.filter((key) => explicit.has(key) && isSet[key]);
  if (given.length === 0) return;
  const flags = given.map((key) => `--${key.replaceAll("_", "-")}`);
  notes.push(`${flags.join(" and ")} ${given.length === 1 ? "has" : "have"} no effect without --multi-turn`);
}
