import { datasetNameOf, parseDatasetChoice, placeOf } from "../../core/choices/dataset_choice.ts";
import { DATASET_FACTS } from "../../core/datasets.ts";
import { drawSeed } from "../../core/random.ts";
import { parseDistribution, type ValueDistribution } from "../../core/value_distribution.ts";
import { parseModelShares } from "../../core/choices/model_shares.ts";
import type { WorkloadPlan } from "../run_plan.ts";
import { foldDatasetArgs } from "./conversation_plan.ts";
import { resolveGeneration } from "./generation_settings.ts";
import { resolveHub } from "./hub_plan.ts";
import { kindOf } from "./load/load_kind.ts";
import type { Resolution } from "./resolution.ts";
import { checkUserPath, readUserFile } from "./user_files.ts";

/** Decides what is sent. */
export function resolveWorkload(resolution: Resolution, applyChatTemplate: boolean): WorkloadPlan {
  const { values } = resolution;
  checkLengths(resolution);
  checkPaths(resolution);
  checkTokenizePrompt(resolution);
  checkTrace(resolution);
  checkPrefixes(resolution);
  return {
    ...resolveDataset(resolution),
    datasetArgs: foldDatasetArgs(resolution),
    datasetOffset: values.dataset_offset,
    dataSource: values.data_source,
    hub: resolveHub(resolution),
    prompt: readPrompt(resolution),
    isDatasetNamed: ["dataset", "dataset_path", "data_source"].some((key) => resolution.explicit.has(key)),
    applyChatTemplate,
    tokenizePrompt: values.tokenize_prompt,
    tokenizerPath: values.tokenizer_path,
    minPromptLength: values.min_prompt_length,
    maxPromptLength: values.max_prompt_length,
    prefixLength: values.prefix_length,
    prefixCount: values.prefix_count,
    images: {
      widthPx: values.image_width,
      heightPx: values.image_height,
      mode: values.image_format,
      count: values.image_num,
      patchPx: values.image_patch_size,
    },
    generation: resolveGeneration(resolution),
    outputLength: readOutputLength(resolution),
    models: parseModelShares(values.model ?? ""),
    seed: values.seed ?? resolution.earlierSeed ?? drawSeed(),
  };
}

/** Parts the dataset's name from what stands behind it: a path, or what only the dataset understands. */
function resolveDataset({ values, problems }: Resolution): ChosenDataset {
  const choice = parseDatasetChoice(values.dataset);
  if (choice === null) throw new Error(`"${values.dataset}" is no dataset`);
  const { name, source } = choice;
  if (source === null) return { dataset: name, datasetSource: null, datasetPath: values.dataset_path };
  if (values.dataset_path !== null) {
    const hint = "Leave --dataset-path out";
    problems.push({ message: `--dataset ${values.dataset} does not go with --dataset-path`, hint });
  }
  const place = placeOf(choice);
  const wrong = place.path === null ? null : checkUserPath(place.path, "--dataset");
  if (wrong !== null) problems.push(wrong);
  return { dataset: name, datasetSource: place.source, datasetPath: place.path };
}

type ChosenDataset = Pick<WorkloadPlan, "dataset" | "datasetSource" | "datasetPath">;

function readPrompt({ values, explicit, problems, notes }: Resolution): string | null {
  const { prompt } = values;
  if (prompt === null && explicit.has("prompt")) {
    notes.push(`--prompt is empty, as if it were not given: the dataset "${values.dataset}" is used`);
  }
  if (prompt === null) return null;
  if (explicit.has("dataset") || explicit.has("dataset_path")) {
    notes.push(`--prompt is used, the dataset "${values.dataset}" is not`);
  }
  if (!prompt.startsWith("@")) return prompt;
  const read = readUserFile(prompt.slice(1), "--prompt");
  if (typeof read !== "string") {
    problems.push({ ...read, hint: "A prompt that begins with @ has to come from a file itself" });
    return null;
  }
  if (read === "") problems.push({ message: `The file "${prompt.slice(1)}" of --prompt is empty` });
  return read;
}

/** As in `evalscope perf`: several prefixes are for random prompts alone. */
function checkPrefixes({ values, problems }: Resolution): void {
  if (values.prefix_count === 1) return;
  const flag = `--prefix-count ${values.prefix_count}`;
  if (values.prompt !== null || datasetNameOf(values.dataset) !== "random") {
    const hint = "Use --dataset random; groups of prompts that begin alike are the dataset shared_prefix";
    problems.push({ message: `${flag} is for --dataset random alone`, hint, key: "prefix_count" });
  } else if (values.prefix_length === 0) {
    problems.push({ message: `${flag} needs --prefix-length`, hint: "Give its tokens: --prefix-length 512" });
  }
}

function checkLengths({ values, problems }: Resolution): void {
  const { min_prompt_length: min, max_prompt_length: max } = values;
  if (min <= max) return;
  const hint = "Give the smaller number to --min-prompt-length";
  problems.push({ message: `--min-prompt-length ${min} is above --max-prompt-length ${max}`, hint });
}

function checkPaths({ values, problems }: Resolution): void {
  const { dataset_path: path, data_source: source, tokenizer_path: tokenizer } = values;
  const wrongPath = path === null ? null : checkUserPath(path, "--dataset-path");
  if (wrongPath !== null) problems.push(wrongPath);
  const choice = parseDatasetChoice(values.dataset);
  const needsFile = choice !== null && choice.source === null && DATASET_FACTS[choice.name].reads !== "nothing";
  if (source === "local" && path === null && values.prompt === null && needsFile) {
    problems.push({ message: "--data-source local needs --dataset-path", hint: "Name the file of the dataset" });
  }
  // Anything else may be the id of a hub.
  if (tokenizer === null || !/^(\.{0,2}[\\/]|[A-Za-z]:)/.test(tokenizer)) return;
  const wrongTokenizer = checkUserPath(tokenizer, "--tokenizer-path");
  if (wrongTokenizer !== null) problems.push(wrongTokenizer);
}

function readOutputLength({ values, explicit, notes }: Resolution): ValueDistribution | null {
  if (values.output_len === null) return null;
  if (explicit.has("max_tokens")) notes.push("--output-len is used, --max-tokens only where a request has no length");
  const read = parseDistribution(values.output_len, "count");
  return "value" in read ? read.value : null;
}

function checkTokenizePrompt({ values, problems }: Resolution): void {
  if (!values.tokenize_prompt || values.tokenizer_path !== null) return;
  const hint = "Token ids are those of the model's own tokenizer: name its directory, tokenizer.json or hub id";
  problems.push({ message: "--tokenize-prompt needs --tokenizer-path", hint });
}

function checkTrace({ values, problems }: Resolution): void {
  if (kindOf(values) !== "trace") return;
  const message = `The dataset ${values.dataset} needs`;
  if (!values.open_loop) {
    const hint = "Add --open-loop: a trace is replayed at its own times, however many requests run";
    problems.push({ message: `${message} --open-loop`, hint });
  }
  if (values.dataset_path === null && (parseDatasetChoice(values.dataset)?.source ?? null) === null) {
    problems.push({ message: `${message} --dataset-path`, hint: "Name the file of the trace, or write NAME:FILE" });
  }
  const shape = values.ramp !== null ? "--ramp" : values.stages !== null ? "--stages" : null;
  if (shape === null) return;
  const hint = "Leave it out; --dataset-args '{\"speed\": 2}' replays a trace faster";
  problems.push({ message: `${shape} does not go with the dataset ${values.dataset}, which has its own times`, hint });
}
