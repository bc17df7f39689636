import { resolve } from "node:path";
import type { HubPlan } from "../../../config/run_plan.ts";
import { DataError } from "../../../core/errors.ts";
import { createHubFileResolver } from "../../../datasets/hub/hub_files.ts";
import type { RunListener } from "../../run/run_listener.ts";
import { isFile, isFolder } from "../program_search.ts";

/** The files of a model on this machine, and which of its ONNX files is loaded. */
export interface ModelFolder {
  /** Absolute. */
  readonly folder: string;
  /** The library's name of the ONNX file's number format. */
  readonly dtype: string;
  /** Weights lie beside the ONNX file. */
  readonly hasExternalData: boolean;
}

/** Where models come from. */
export interface ModelSource {
  readonly hub: HubPlan;
  readonly listener: RunListener;
  readonly signal: AbortSignal;
}

/** The ONNX files that models are published with; 8 bits first: the fastest on a processor, and small. */
const VARIANTS = [
  { dtype: "q8", file: "onnx/model_quantized.onnx" },
  { dtype: "int8", file: "onnx/model_int8.onnx" },
  { dtype: "fp32", file: "onnx/model.onnx" },
  { dtype: "q4", file: "onnx/model_q4.onnx" },
  { dtype: "fp16", file: "onnx/model_fp16.onnx" },
] as const;

/** What the library reads besides the ONNX file; not every model has each. */
const NEEDED_FILES = ["config.json", "tokenizer.json"] as const;
const FURTHER_FILES = ["tokenizer_config.json", "generation_config.json", "chat_template.jinja"] as const;

/** Publishes models of others in ONNX form, under their names, on both hubs. */
const ONNX_OWNER = "onnx-community";

type FindFile = (file: string) => Promise<string | null>;

/**
 * Finds a model: a folder, or the id of a model on a hub, whose files are downloaded. Where a hub's model has no ONNX files,
 * the one of the same name at `onnx-community` is taken. Throws `DataError` where there is none.
 */
export async function findModelFolder(model: string, source: ModelSource): Promise<ModelFolder> {
  if (await isFolder(model)) return await openFolder(resolve(model));
  if (!/^[\w.-]+\/[\w.-]+$/.test(model)) throw missModel(model);
  const own = await download(model, source);
  if (typeof own === "object") return own;
  if (own === "no model") throw missModel(model);
  const other = `${ONNX_OWNER}/${model.slice(model.indexOf("/") + 1)}`;
  const converted = other === model ? "no model" : await download(other, source);
  if (typeof converted !== "object") throw missOnnx(model);
  source.listener.log("info", `The model "${model}" has no ONNX files: taking those of "${other}"`);
  return converted;
}

async function openFolder(folder: string): Promise<ModelFolder> {
  const find: FindFile = async (file) => await isFile(`${folder}/${file}`) ? `${folder}/${file}` : null;
  for (const file of NEEDED_FILES) {
    if (await find(file) === null) {
      throw new DataError(`Cannot use the model in "${folder}": it has no ${file}`, { hint: HINT });
    }
  }
  const found = await findVariant(find);
  if (found === null) throw missOnnx(folder);
  return { folder, ...found };
}

async function download(
  repo: string,
  { hub, listener, signal }: ModelSource,
): Promise<ModelFolder | "no model" | "no ONNX file"> {
  const datasetListener = {
    onDownload: (file: string, done: number, total: number | null) => listener.download(file, done, total),
    warn: (message: string) => listener.log("warn", message),
    info: (message: string) => listener.log("info", message),
  };
  const resolveFile = createHubFileResolver({ hub, listener: datasetListener, signal });
  const find: FindFile = (file) => withModelHint(resolveFile(repo, file));
  const config = await find("config.json");
  if (config === null) return "no model";
  const found = await findVariant(find);
  if (found === null) return "no ONNX file";
  for (const file of [...NEEDED_FILES, ...FURTHER_FILES]) await find(file);
  return { folder: resolve(config, ".."), ...found };
}

/** The hub's own hint is about tokenizers and datasets. */
async function withModelHint<Found>(finding: Promise<Found>): Promise<Found> {
  try {
    return await finding;
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause;
    throw new DataError(cause.message, { cause, hint: "Name a folder with the model, or try the other --data-source" });
  }
}

async function findVariant(find: FindFile): Promise<Pick<ModelFolder, "dtype" | "hasExternalData"> | null> {
  for (const { dtype, file } of VARIANTS) {
    if (await find(file) !== null) return { dtype, hasExternalData: await find(`${file}_data`) !== null };
  }
  return null;
}

const HINT = "A model folder has config.json, tokenizer.json and onnx/model.onnx; --api local_vllm takes safetensors";

function missModel(model: string): DataError {
  return new DataError(`Cannot find the model "${model}": it is no folder, and no model of the hub has this id`, {
    hint: "Name a folder, or a model of the hub as owner/name; --data-source huggingface asks the other hub",
  });
}

function missOnnx(model: string): DataError {
  const files = VARIANTS.map(({ file }) => file).join(", ");
  return new DataError(`Cannot use the model "${model}": it has none of ${files}`, {
    hint: "Convert it (optimum-cli export onnx --model NAME DIR), or run it with --api local_vllm",
  });
}
