import type { RunPlan } from "../../config/run_plan.ts";
import type { HubSettings } from "../../datasets/dataset.ts";

const MODEL_SCOPE_URL = "https://www.modelscope.cn";
const HUGGING_FACE_URL = "https://huggingface.co";

/**
 * Reads where hub files come from and are kept. The variables are those the hubs' own tools use: `HF_ENDPOINT`,
 * `HF_TOKEN`, `MODELSCOPE_ENDPOINT`, `MODELSCOPE_API_TOKEN`; the cache can be moved with `STREAMGAUGE_CACHE`.
 */
export function readHubSettings({ workload }: RunPlan): HubSettings {
  const source = workload.dataSource ?? "modelscope";
  const token = Deno.env.get(source === "huggingface" ? "HF_TOKEN" : "MODELSCOPE_API_TOKEN");
  return {
    source,
    modelScopeUrl: withScheme(
      Deno.env.get("MODELSCOPE_ENDPOINT") ?? Deno.env.get("MODELSCOPE_DOMAIN"),
      MODEL_SCOPE_URL,
    ),
    huggingFaceUrl: withScheme(Deno.env.get("HF_ENDPOINT"), HUGGING_FACE_URL),
    cacheDir: cacheDir(),
    token: token === undefined || token === "" ? null : token,
  };
}

/** `MODELSCOPE_DOMAIN` is a bare host name by that hub's habit. */
function withScheme(address: string | undefined, fallback: string): string {
  if (address === undefined || address === "") return fallback;
  return (/^https?:\/\//.test(address) ? address : `https://${address}`).replace(/\/+$/, "");
}

function cacheDir(): string {
  const own = Deno.env.get("STREAMGAUGE_CACHE");
  if (own) return own;
  const base = Deno.build.os === "windows" ? Deno.env.get("LOCALAPPDATA") : Deno.env.get("XDG_CACHE_HOME");
  if (base) return `${base}/streamgauge`;
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  return home ? `${home}/.cache/streamgauge` : `${Deno.cwd()}/.streamgauge_cache`;
}
