import { DEFAULT_PROJECT, type TrackerContext, TrackerError } from "../tracker.ts";
import { homePath, readNetrc } from "../user_config.ts";

/** Where runs go at SwanLab. */
export interface SwanlabSettings {
  readonly mode: "cloud" | "local";
  readonly apiUrl: string;
  readonly webUrl: string;
  /** Secret; `null` in local mode. */
  readonly apiKey: string | null;
  /** `null`: the user's own. */
  readonly workspace: string | null;
  readonly project: string;
}

const CLOUD_API = "https://api.swanlab.cn";
const CLOUD_WEB = "https://swanlab.cn";
const LOCAL_MODES = new Set(["local", "offline"]);

/** Reads the settings as the official client and evalscope do: options, environment, `.netrc` of SwanLab. */
export async function readSwanlabSettings(context: TrackerContext): Promise<SwanlabSettings> {
  const place = readSwanlabPlace(context);
  const { env, options } = context;
  const typed = options.swanlabApiKey || env.SWANLAB_API_KEY || null;
  if (typed === "local" || LOCAL_MODES.has(env.SWANLAB_MODE ?? "")) return { ...place, mode: "local", apiKey: null };
  if (typed !== null) return { ...place, mode: "cloud", apiKey: typed };
  const entry = await readNetrc(["./.swanlab/.netrc", homePath(context, ".swanlab/.netrc")], place.apiUrl);
  if (entry !== null) return { ...place, mode: "cloud", apiKey: entry.password };
  throw new TrackerError(
    "there is no key: set SWANLAB_API_KEY or give --swanlab-api-key; the key local keeps runs on this machine",
    { isFinal: true },
  );
}

/** Reads where a run belongs; needs no key. */
export function readSwanlabPlace(
  { env, options }: TrackerContext,
): Pick<SwanlabSettings, "apiUrl" | "webUrl" | "workspace" | "project"> {
  const host = options.swanlabHost || env.SWANLAB_API_HOST || CLOUD_API;
  const apiUrl = host.replace(/\/+$/, "").replace(/\/api$/, "");
  return {
    apiUrl,
    webUrl: env.SWANLAB_WEB_HOST || (apiUrl === CLOUD_API ? CLOUD_WEB : apiUrl),
    workspace: env.SWANLAB_WORKSPACE || null,
    project: env.SWANLAB_PROJ_NAME || env.SWANLAB_PROJECT_NAME || DEFAULT_PROJECT,
  };
}
