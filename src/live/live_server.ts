/**
 * Serves a page that follows a run, to this machine alone: the page, and what becomes of it as server-sent events. This
 * folder must not know what the page shows.
 */
import type { Clock } from "../core/clock.ts";
import { drawId } from "../core/random.ts";
import { openViewer, type Viewer } from "./viewer.ts";

/** What is served, and how. */
export interface LiveServerOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly clock: Clock;
  /** Makes the page as it is now. */
  page(): Promise<string> | string;
}

/** A page that is being served. */
export interface LiveServer extends AsyncDisposable {
  /** The address with its token, without which nothing is given. */
  readonly address: string;
  /** How many browsers look at it. */
  viewers(): number;
  /** Tells all browsers; those that do not take it in are sent away. */
  send(event: string, data: unknown): void;
  /** Tells all browsers for the last time, and waits a little until they have it: they leave then. */
  end(event: string, data: unknown): Promise<void>;
}

/** More browsers than this look at no run. */
const MAX_VIEWERS = 8;
const END_PATIENCE_MS = 3000;
const TOKEN_CHARS = 32;

const HEADERS = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "content-security-policy":
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; " +
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
} as const;

/** Starts to serve; throws where the port is taken. */
export function startLiveServer({ port, clock, page }: LiveServerOptions): LiveServer {
  const token = drawId(TOKEN_CHARS);
  const viewers = new Set<Viewer>();
  const handle = async (request: Request): Promise<Response> => {
    const refusal = refuse(request, token);
    if (refusal !== null) return refusal;
    const { pathname } = new URL(request.url);
    if (pathname === "/") return answer(200, await page(), "text/html; charset=utf-8");
    if (pathname !== "/events") return answer(404, "There is no such page\n");
    if (viewers.size >= MAX_VIEWERS) return answer(503, "Too many browsers look at this run\n");
    const viewer = openViewer((gone) => viewers.delete(gone));
    viewers.add(viewer);
    return new Response(viewer.stream, { headers: { ...HEADERS, "content-type": "text/event-stream" } });
  };
  const abort = new AbortController();
  const server = Deno.serve({ hostname: "127.0.0.1", port, signal: abort.signal, onListen() {} }, handle);
  return {
    address: `http://127.0.0.1:${server.addr.port}/?token=${token}`,
    viewers: () => viewers.size,
    send: (event, data) => viewers.forEach((viewer) => viewer.send(toEvent(event, data))),
    async end(event, data) {
      for (const viewer of viewers) viewer.send(toEvent(event, data));
      await waitAtMost(Promise.all([...viewers].map(({ gone }) => gone)), clock, END_PATIENCE_MS);
    },
    async [Symbol.asyncDispose]() {
      abort.abort();
      await server.finished;
    },
  };
}

/** A page that others may read must know who asks; a name that leads here from elsewhere is no address of it. */
function refuse(request: Request, token: string): Response | null {
  if (request.method !== "GET") return answer(405, "Only GET is answered\n");
  const { hostname, searchParams } = new URL(request.url);
  if (hostname !== "127.0.0.1" && hostname !== "localhost") return answer(403, "Not at this address\n");
  if (isSame(searchParams.get("token") ?? "", token)) return null;
  return answer(403, "The address is not whole: open it with its token, as the program printed it\n");
}

/** Takes the same time wherever the texts differ. */
function isSame(given: string, wanted: string): boolean {
  if (given.length !== wanted.length) return false;
  let difference = 0;
  for (let i = 0; i < wanted.length; i++) difference |= given.charCodeAt(i) ^ wanted.charCodeAt(i);
  return difference === 0;
}

function answer(status: number, body: string, type = "text/plain; charset=utf-8"): Response {
  return new Response(body, { status, headers: { ...HEADERS, "content-type": type } });
}

/** JSON has no line breaks, which would end the event. */
function toEvent(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function waitAtMost(work: Promise<unknown>, clock: Clock, limitMs: number): Promise<void> {
  const over = new AbortController();
  const done = work.catch(() => {}).then(() => over.abort());
  await Promise.race([done, clock.sleepUntil(clock.nowMs() + limitMs, over.signal)]);
  over.abort();
}
