import { joinSignals } from "../../core/joined_signal.ts";
import { checksumPath, computeSha256 } from "./checksum.ts";
import { followRedirects } from "./follow_redirects.ts";

/** A download to make. */
export interface Download {
  readonly url: string;
  /** Where the file goes; its folder exists. */
  readonly path: string;
  readonly token: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (doneBytes: number, totalBytes: number | null) => void;
  /** Watches each connection for standing still; unless a test brings its own, one that brings nothing for a minute. */
  readonly watchIdle?: () => IdleWatch;
}

/** Aborts its signal when it is not fed for too long. */
export interface IdleWatch extends Disposable {
  readonly signal: AbortSignal;
  readonly feed: () => void;
}

/** How a download ended. */
export type DownloadOutcome =
  | { readonly kind: "done" }
  /** The hub refused with this HTTP status. */
  | { readonly kind: "refused"; readonly status: number }
  /** No connection, or it broke off; what came is kept for the next time. */
  | { readonly kind: "broken"; readonly reason: string; readonly doneBytes: number }
  | { readonly kind: "wrong_checksum"; readonly expected: string; readonly actual: string };

/** A connection that broke off is taken up again this often, as long as each brings something. */
const MAX_RESUMES = 5;
const RANGE_NOT_SATISFIABLE = 416;
const IDLE_TIMEOUT_MS = 60_000;

/**
 * Downloads a file: into `.part` beside it, from where it is taken up again; its checksum is compared with the hub's,
 * where that states one, and kept beside it; then it gets its name in one step.
 */
export async function downloadFile(download: Download): Promise<DownloadOutcome> {
  let outcome = await attempt(download);
  for (let resume = 1; resume <= MAX_RESUMES && outcome.kind === "broken"; resume++) {
    const doneBefore = outcome.doneBytes;
    if (doneBefore === 0) break;
    outcome = await attempt(download);
    if (outcome.kind === "broken" && outcome.doneBytes <= doneBefore) break;
  }
  return outcome;
}

async function attempt(download: Download): Promise<DownloadOutcome> {
  const part = `${download.path}.part`;
  using idle = (download.watchIdle ?? startIdleTimer)();
  using either = joinSignals([download.signal, idle.signal]);
  try {
    const reply = await askFor({ ...download, signal: either.signal }, await sizeOf(part));
    const { response, sha256 } = reply;
    if (response.status === RANGE_NOT_SATISFIABLE) return await startAgain(download, response);
    if (!response.ok) {
      await response.body?.cancel();
      return { kind: "refused", status: response.status };
    }
    await store(download, response, idle.feed);
    return await finish(download.path, sha256);
  } catch (cause) {
    download.signal.throwIfAborted();
    if (idle.signal.aborted) return { kind: "broken", reason: "nothing came any more", doneBytes: await sizeOf(part) };
    // What `fetch` and its bodies reject with when the network fails; anything else is not the network's fault.
    if (!(cause instanceof TypeError || cause instanceof Deno.errors.Http)) throw cause;
    return { kind: "broken", reason: cause.message, doneBytes: await sizeOf(part) };
  }
}

function startIdleTimer(): IdleWatch {
  const expiry = new AbortController();
  const expire = () => expiry.abort();
  let timer = setTimeout(expire, IDLE_TIMEOUT_MS);
  const stop = () => clearTimeout(timer);
  const feed = () => {
    stop();
    timer = setTimeout(expire, IDLE_TIMEOUT_MS);
  };
  return { signal: expiry.signal, feed, [Symbol.dispose]: stop };
}

async function askFor(download: Download, partBytes: number): ReturnType<typeof followRedirects> {
  const { url, token, signal } = download;
  // A compressed transfer would make ranges and lengths those of another file.
  const plain = { "accept-encoding": "identity" };
  const tag = await readIfThere(tagPath(download.path));
  const ifSame: Record<string, string> = tag === null ? {} : { "if-range": tag };
  const headers = partBytes === 0 ? plain : { ...plain, ...ifSame, range: `bytes=${partBytes}-` };
  return await followRedirects({ url, token, headers, signal });
}

/** The part is no beginning of what the hub has now. */
async function startAgain(download: Download, response: Response): Promise<DownloadOutcome> {
  await response.body?.cancel();
  await Deno.remove(`${download.path}.part`);
  return await attempt(download);
}

async function store(download: Download, response: Response, feed: () => void): Promise<void> {
  const part = `${download.path}.part`;
  const isResumed = response.status === 206;
  let doneBytes = isResumed ? await sizeOf(part) : 0;
  const length = response.headers.get("content-length");
  const totalBytes = length === null ? null : doneBytes + Number(length);
  await keepTag(download.path, response.headers.get("etag"));
  using file = await Deno.open(part, { write: true, create: true, append: isResumed, truncate: !isResumed });
  download.onProgress(doneBytes, totalBytes);
  for await (const chunk of response.body ?? []) {
    feed();
    doneBytes += chunk.length;
    await writeAll(file, chunk);
    download.onProgress(doneBytes, totalBytes);
  }
  if (totalBytes !== null && doneBytes < totalBytes) {
    throw new TypeError(`Ended after ${doneBytes} of ${totalBytes} bytes`);
  }
}

async function finish(path: string, expected: string | null): Promise<DownloadOutcome> {
  const part = `${path}.part`;
  const actual = await computeSha256(part);
  if (expected !== null && expected !== actual) {
    await Deno.remove(part);
    return { kind: "wrong_checksum", expected, actual };
  }
  await Deno.writeTextFile(checksumPath(path), `${actual}\n`);
  await Deno.rename(part, path);
  await keepTag(path, null);
  return { kind: "done" };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let from = 0; from < bytes.length;) from += await file.write(bytes.subarray(from));
}

/** The entity tag of the part, so that it is only taken up again where the hub still has the same file. */
function tagPath(path: string): string {
  return `${path}.part.etag`;
}

async function keepTag(path: string, tag: string | null): Promise<void> {
  if (tag !== null && !tag.startsWith("W/")) return await Deno.writeTextFile(tagPath(path), tag);
  if (await readIfThere(tagPath(path)) !== null) await Deno.remove(tagPath(path));
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return 0;
    throw cause;
  }
}
