import { homePath, readIniSection, readNetrc, readOptionalFile } from "../user_config.ts";
import { DEFAULT_PROJECT, type TrackerContext, TrackerError } from "../tracker.ts";

/** Where runs go at Weights & Biases, and how. */
export interface WandbSettings {
  readonly mode: "online" | "offline";
  readonly baseUrl: string;
  readonly appUrl: string;
  /** Secret; `null` offline. */
  readonly apiKey: string | null;
  readonly entity: string | null;
  readonly project: string;
}

const DEFAULT_URL = "https://api.wandb.ai";

/** The part of the settings that says where a run belongs. */
export type WandbPlace = Pick<WandbSettings, "baseUrl" | "appUrl" | "entity" | "project">;

/** Reads the settings as the official client does: options, environment, files of settings, `.netrc`. */
export async function readWandbSettings(context: TrackerContext): Promise<WandbSettings> {
  const { env, options } = context;
  const place = await readWandbPlace(context);
  const mode = env.WANDB_MODE || (await readSettingsFiles(context)).mode || "online";
  if (mode === "offline" || mode === "dryrun") return { ...place, mode: "offline", apiKey: null };
  const netrc = [env.NETRC || null, homePath(context, ".netrc"), homePath(context, "_netrc")];
  const apiKey = options.wandbApiKey || env.WANDB_API_KEY || (await readNetrc(netrc, place.baseUrl))?.password || null;
  if (apiKey !== null) return { ...place, mode: "online", apiKey };
  throw new TrackerError(
    "there is no key: set WANDB_API_KEY, give --wandb-api-key, or write it into ~/.netrc; WANDB_MODE=offline keeps " +
      "runs on this machine",
    { isFinal: true },
  );
}

/** Reads where a run belongs; needs no key. */
export async function readWandbPlace(context: TrackerContext): Promise<WandbPlace> {
  const { env } = context;
  const file = await readSettingsFiles(context);
  const baseUrl = (env.WANDB_BASE_URL || file.base_url || DEFAULT_URL).replace(/\/+$/, "");
  return {
    baseUrl,
    appUrl: env.WANDB_APP_URL || toAppUrl(baseUrl),
    entity: env.WANDB_ENTITY || file.entity || null,
    project: env.WANDB_PROJECT || file.project || DEFAULT_PROJECT,
  };
}

async function readSettingsFiles(context: TrackerContext): Promise<Readonly<Record<string, string>>> {
  const paths = [homePath(context, ".config/wandb/settings"), "wandb/settings"];
  const texts = await Promise.all(paths.map((path) => path === null ? null : readOptionalFile(path)));
  return Object.assign({}, ...texts.map((text) => text === null ? {} : readIniSection(text, "default")));
}

function toAppUrl(baseUrl: string): string {
  return baseUrl.replace("://api.wandb.", "://wandb.").replace("://api.", "://app.");
}
