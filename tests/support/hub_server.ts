/** What the hub does with a file. */
export interface HubFileBehaviour {
  readonly content: string | Uint8Array;
  readonly status?: number;
  /** The first reply breaks off after so many bytes. */
  readonly breakAfterBytes?: number;
  /** Stated as the linked entity tag of a redirect to the storage, as Hugging Face does for large files. */
  readonly linkedTag?: string;
  readonly etag?: string;
  readonly ignoresRanges?: boolean;
}

/** A request that the hub got. */
export interface HubRequest {
  readonly path: string;
  readonly range: string | null;
  readonly ifRange: string | null;
  readonly authorization: string | null;
}

/** A hub on this machine that speaks like ModelScope and like Hugging Face. */
export interface HubServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: HubRequest[];
}

/** Starts a hub with these files, by `datasets/owner/name/file` or `models/owner/name/file`. */
export function startHubServer(files: Record<string, HubFileBehaviour>): HubServer {
  const requests: HubRequest[] = [];
  const broken = new Set<string>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {}, onError: () => new Response() },
    (r) => {
      const url = new URL(r.url);
      requests.push({
        path: url.pathname + url.search,
        range: r.headers.get("range"),
        ifRange: r.headers.get("if-range"),
        authorization: r.headers.get("authorization"),
      });
      const name = toFileName(url);
      const file = files[name];
      if (file === undefined) return new Response("no such file", { status: 404 });
      if (file.linkedTag !== undefined && !url.pathname.startsWith("/storage/")) {
        const headers = { location: `/storage/${name}`, "x-linked-etag": `"${file.linkedTag}"` };
        return new Response(null, { status: 302, headers });
      }
      const isBroken = file.breakAfterBytes !== undefined && !broken.has(name);
      broken.add(name);
      return answer(file, r, isBroken ? file.breakAfterBytes : undefined);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function toFileName(url: URL): string {
  const path = decodeURIComponent(url.pathname);
  const stored = /^\/storage\/(.+)$/.exec(path)?.[1];
  if (stored !== undefined) return stored;
  const modelScope = /^\/api\/v1\/(datasets|models)\/([^/]+\/[^/]+)\/repo$/.exec(path);
  if (modelScope) return `${modelScope[1]}/${modelScope[2]}/${url.searchParams.get("FilePath")}`;
  const huggingFace = /^\/(datasets\/)?([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(path);
  return huggingFace ? `${huggingFace[1] ?? "models/"}${huggingFace[2]}/${huggingFace[3]}` : path;
}

function answer(file: HubFileBehaviour, request: Request, breakAfterBytes: number | undefined): Response {
  if (file.status !== undefined) return new Response("refused", { status: file.status });
  const { content } = file;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : Uint8Array.from(content);
  const headers = new Headers(file.etag === undefined ? {} : { etag: file.etag });
  const from = /^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1];
  const ifRange = request.headers.get("if-range");
  const isSame = ifRange === null || ifRange === file.etag;
  if (from === undefined || file.ignoresRanges || !isSame) {
    return send(bytes, headers, { status: 200, breakAfterBytes });
  }
  if (Number(from) >= bytes.length) return new Response("", { status: 416 });
  headers.set("content-range", `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
  return send(bytes.slice(Number(from)), headers, { status: 206, breakAfterBytes });
}

function send(
  bytes: Uint8Array<ArrayBuffer>,
  headers: Headers,
  { status, breakAfterBytes }: { readonly status: number; readonly breakAfterBytes: number | undefined },
): Response {
  if (breakAfterBytes === undefined) return new Response(bytes, { status, headers });
  headers.set("content-length", String(bytes.length));
  let hasSent = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (hasSent) {
        // Deno 2.6 drops what it has not written yet when a body fails.
        await new Promise((resolve) => setTimeout(resolve, 5));
        return controller.error(new Error("broken off"));
      }
      hasSent = true;
      controller.enqueue(bytes.slice(0, breakAfterBytes));
    },
  });
  return new Response(body, { status, headers });
}
