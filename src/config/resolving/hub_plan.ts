import { datasetNameOf } from "../../core/choices/dataset_choice.ts";
import type { Environment } from "../parsing/environment.ts";
import type { HubPlan } from "../run_plan.ts";
import type { Resolution } from "./resolution.ts";

/** Decides where hub files come from and are kept. */
export function resolveHub({ values, env }: Resolution): HubPlan {
  const isHuggingFace = datasetNameOf(values.dataset) === "hf";
  const source = isHuggingFace
    ? "huggingface"
    : values.data_source ?? (values.dataset_path === null ? "modelscope" : "local");
  // A token goes to its own hub only.
  const hubToken = source === "huggingface" ? env.HF_TOKEN : env.MODELSCOPE_API_TOKEN;
  return {
    source,
    modelScopeUrl: values.modelscope_url,
    huggingFaceUrl: values.huggingface_url,
    cacheDir: values.cache_dir ?? findCacheDir(env, Deno.build.os),
    token: values.hub_token ?? (hubToken === "" ? null : hubToken ?? null),
  };
}

/** Returns the folder that a system keeps an application's cache in. */
export function findCacheDir(env: Environment, os: typeof Deno.build.os): string {
  const { XDG_CACHE_HOME: xdg, HOME: home = ".", LOCALAPPDATA: local } = env;
  if (os === "windows") return `${local ?? env.USERPROFILE ?? "."}\\streamgauge\\cache`;
  if (xdg !== undefined && xdg !== "") return `${xdg}/streamgauge`;
  return os === "darwin" ? `${home}/Library/Caches/streamgauge` : `${home}/.cache/streamgauge`;
}
