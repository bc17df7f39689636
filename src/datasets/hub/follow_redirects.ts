/** A reply and the SHA-256 that one of the hops stated for the file; `null` where none did. */
export interface FollowedReply {
  readonly response: Response;
  readonly sha256: string | null;
}

/** What a hub file is asked for with. */
export interface FileRequest {
  readonly url: string;
  readonly token: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const MAX_HOPS = 10;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Gets a file, following redirects by hand: the checksum stands on the hub's own reply, not on that of the storage
 * behind it, and the token must not leave the hub.
 */
export async function followRedirects(request: FileRequest): Promise<FollowedReply> {
  let url = new URL(request.url);
  const home = url.origin;
  let sha256: string | null = null;
  for (let hop = 0;; hop++) {
    const isHome = url.origin === home;
    const headers = isHome && request.token !== null
      ? { ...request.headers, authorization: `Bearer ${request.token}` }
      : request.headers;
    const response = await fetch(url, { headers, redirect: "manual", signal: request.signal });
    sha256 ??= readSha256(response.headers);
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null) return { response, sha256 };
    await response.body?.cancel();
    if (hop >= MAX_HOPS) throw new TypeError(`More than ${MAX_HOPS} redirects`);
    url = new URL(location, url);
  }
}

/** Hugging Face states the SHA-256 of large files as the (linked) entity tag. */
function readSha256(headers: Headers): string | null {
  for (const name of ["x-linked-etag", "etag"]) {
    const value = /^(?:W\/)?"?([0-9a-f]{64})"?$/i.exec(headers.get(name) ?? "")?.[1];
    if (value !== undefined) return value.toLowerCase();
  }
  return null;
}
