import { isMissing } from "../../core/files.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { DatasetListener, HubSettings } from "../dataset.ts";
import { isIntact } from "./checksum.ts";
import { downloadFile, type DownloadOutcome } from "./hub_download.ts";

/** A file of a dataset or model on a hub. */
export interface HubFile {
  readonly kind: "dataset" | "model";
  /** `owner/name` */
  readonly repo: string;
  readonly file: string;
  /** Where it is, when not among the repository's own files. */
  readonly url?: string;
}

/** With what a hub is asked. */
export interface HubAccess {
  readonly hub: HubSettings;
  readonly listener: DatasetListener;
  readonly signal: AbortSignal;
}

const HUB_NAMES = { modelscope: "ModelScope", huggingface: "Hugging Face" } as const;

/** Returns the local path of a hub's file, downloaded unless it is in the cache; throws `DataError` where it cannot be had. */
export async function downloadHubFile(wanted: HubFile, access: HubAccess): Promise<string> {
  const path = await fetchHubFile(wanted, access);
  if (path !== null) return path;
  throw toError(wanted, access, { kind: "refused", status: 404 });
}

/**
 * Creates the function that finds files of models for tokenizers; it gives `null` for a file that the hub does not have.
 * A local data source says where prompts come from: models still come from ModelScope then.
 */
export function createHubFileResolver(access: HubAccess): (repo: string, file: string) => Promise<string | null> {
  const { hub } = access;
  const models = hub.source === "local" ? { ...access, hub: { ...hub, source: "modelscope" as const } } : access;
  return (repo, file) => fetchHubFile({ kind: "model", repo, file }, models);
}

async function fetchHubFile(wanted: HubFile, access: HubAccess): Promise<string | null> {
  const { hub, listener, signal } = access;
  if (hub.source === "local") throw toLocalError(wanted);
  const folder = cacheFolder(wanted, hub);
  const path = `${folder}/${wanted.file}`;
  if (await isIntact(path)) return path;
  if (await hasFile(`${path}.absent`)) return null;
  await createFolder(path);
  const outcome = await downloadFile({
    url: toUrl(wanted, hub),
    path,
    token: hub.token,
    signal,
    onProgress: (doneBytes, totalBytes) => listener.onDownload(wanted.file, doneBytes, totalBytes),
  });
  if (outcome.kind === "done") return path;
  if (outcome.kind !== "refused" || outcome.status !== 404) throw toError(wanted, access, outcome);
  await rememberAbsent(path, folder);
  return null;
}

/** Remembered only beside files that are there: then it is the file that the hub does not have, not the repository. */
async function rememberAbsent(path: string, folder: string): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.endsWith(".sha256")) return await Deno.writeTextFile(`${path}.absent`, "");
  }
}

function cacheFolder({ kind, repo }: HubFile, hub: HubSettings): string {
  const revision = hub.revision === undefined ? "" : `@${hub.revision.replace(/[^\w.-]/g, "_")}`;
  return `${hub.cacheDir}/${hub.source}/${kind}s/${repo}${revision}`;
}

/** Forms the address of a file as the hub's own tools do. */
function toUrl({ kind, repo, file, url }: HubFile, hub: HubSettings): string {
  if (url !== undefined) return url;
  if (hub.source === "huggingface") {
    const revision = encodeURIComponent(hub.revision ?? "main");
    const prefix = kind === "dataset" ? "datasets/" : "";
    return `${trimSlash(hub.huggingFaceUrl)}/${prefix}${repo}/resolve/${revision}/${encodePath(file)}`;
  }
  const query = new URLSearchParams({ Revision: hub.revision ?? "master", FilePath: file });
  return `${trimSlash(hub.modelScopeUrl)}/api/v1/${kind}s/${repo}/repo?${query}`;
}

function toError(wanted: HubFile, { hub }: HubAccess, outcome: Exclude<DownloadOutcome, { kind: "done" }>): DataError {
  const name = hub.source === "local" ? "" : HUB_NAMES[hub.source];
  const what = `Cannot download "${wanted.file}" of "${wanted.repo}" from ${name} (${toUrl(wanted, hub)})`;
  return new DataError(`${what}: ${describe(outcome)}`, { hint: toHint(wanted, hub, outcome) });
}

function describe(outcome: Exclude<DownloadOutcome, { kind: "done" }>): string {
  switch (outcome.kind) {
    case "wrong_checksum":
      return `its SHA-256 is ${outcome.actual}, the hub states ${outcome.expected}`;
    case "broken":
      if (outcome.doneBytes === 0) return outcome.reason;
      return `it broke off after ${outcome.doneBytes} bytes, which are kept: ${outcome.reason}`;
    case "refused":
      if (outcome.status === 404) return "there is no such file or repository (HTTP 404)";
      if (outcome.status === 401 || outcome.status === 403) return `no access (HTTP ${outcome.status})`;
      return `HTTP ${outcome.status}`;
  }
}

function toHint(wanted: HubFile, hub: HubSettings, outcome: DownloadOutcome): string {
  const other = hub.source === "huggingface" ? "modelscope" : "huggingface";
  const isLocked = outcome.kind === "refused" && (outcome.status === 401 || outcome.status === 403);
  const variable = hub.source === "huggingface" ? "HF_TOKEN" : "MODELSCOPE_API_TOKEN";
  const access = isLocked ? `Give a token with access (--hub-token or ${variable}), else` : "Give";
  if (wanted.kind === "model") return `${access} --tokenizer-path DIR, or try --data-source ${other}`;
  const ways = wanted.url === undefined
    ? `--dataset-path FILE with a copy of ${wanted.file}, or try --data-source ${other}`
    : "--dataset file:COPY with a copy of its table";
  return `${access} ${ways}; --prompt TEXT and --dataset random need no hub`;
}

function toLocalError({ repo, file }: HubFile): DataError {
  return new DataError(`Cannot find "${file}" of "${repo}": --data-source local downloads nothing`, {
    hint: "Give --dataset-path FILE, or another --data-source",
  });
}

async function createFolder(path: string): Promise<void> {
  const folder = path.slice(0, path.lastIndexOf("/"));
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new DataError(`Cannot create the cache folder "${folder}": ${reasonOf(cause)}`, { cause });
  }
}

async function hasFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw cause;
  }
}

function encodePath(file: string): string {
  return file.split("/").map(encodeURIComponent).join("/");
}

function trimSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
