import { DEFAULT_PROJECT, type TrackerContext, TrackerError } from "../tracker.ts";
import { homePath, readOptionalFile } from "../user_config.ts";

/** Where runs go at ClearML. */
export interface ClearmlSettings {
  readonly isOffline: boolean;
  readonly apiUrl: string;
  readonly webUrl: string;
  readonly filesUrl: string;
  /** Secret. */
  readonly credentials: { readonly accessKey: string; readonly secretKey: string } | { readonly token: string } | null;
  readonly project: string;
}

const DEFAULTS = {
  api_server: "https://api.clear.ml",
  web_server: "https://app.clear.ml",
  files_server: "https://files.clear.ml",
} as const;

/** Reads the settings as the official client does: environment, then `clearml.conf`. */
export async function readClearmlSettings(context: TrackerContext): Promise<ClearmlSettings> {
  const { env } = context;
  const conf = await readConf(context);
  const read = (name: string) => env[`CLEARML_${name}`] || env[`TRAINS_${name}`] || null;
  const url = (name: string, key: keyof typeof DEFAULTS) =>
    (read(name) ?? readConfValue(conf, key) ?? DEFAULTS[key]).replace(/\/+$/, "");
  const token = read("AUTH_TOKEN");
  const accessKey = read("API_ACCESS_KEY") ?? read("ACCESS_KEY") ?? readConfValue(conf, "access_key");
  const secretKey = read("API_SECRET_KEY") ?? read("SECRET_KEY") ?? readConfValue(conf, "secret_key");
  const pair = accessKey === null || secretKey === null ? null : { accessKey, secretKey };
  return {
    isOffline: /^(1|true|yes|on)$/i.test(read("OFFLINE_MODE") ?? ""),
    apiUrl: url("API_HOST", "api_server"),
    webUrl: url("WEB_HOST", "web_server"),
    filesUrl: url("FILES_HOST", "files_server"),
    credentials: token === null ? pair : { token },
    project: env.CLEARML_PROJECT_NAME || DEFAULT_PROJECT,
  };
}

/** Says what is missing. */
export function missCredentials(): TrackerError {
  return new TrackerError(
    "there are no credentials: set CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY, or write ~/clearml.conf; " +
      "CLEARML_OFFLINE_MODE=1 keeps runs on this machine",
    { isFinal: true },
  );
}

async function readConf(context: TrackerContext): Promise<string> {
  const path = context.env.CLEARML_CONFIG_FILE || homePath(context, "clearml.conf");
  return path === null ? "" : await readOptionalFile(path) ?? "";
}

/**
 * Finds a value in a file that is neither JSON nor INI (HOCON): the keys that are asked for have one meaning wherever
 * they stand, so the last line that sets one is taken. References to the environment count as not set: it was asked.
 */
export function readConfValue(text: string, key: string): string | null {
  const lines = text.replaceAll(/(^|\s)(#|\/\/(?!\/)).*$/gm, (line) => line.includes("://") ? line : "");
  const pattern = new RegExp(String.raw`["']?\b${key}["']?\s*[:=]\s*("[^"\n]*"|'[^'\n]*'|[^\s,}#]+)`, "g");
  const found = [...lines.matchAll(pattern)].at(-1)?.[1]?.replaceAll(/^["']|["']$/g, "") ?? "";
  return found === "" || found.startsWith("$") ? null : found;
}
