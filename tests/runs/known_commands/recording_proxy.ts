import type { ReceivedRequest } from "../../support/api_server.ts";

/** A server that passes requests on and keeps what they were. */
export interface RecordingProxy extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
}

/** Starts a server on 127.0.0.1 in front of another one, which gets paths from `/v1` on. */
export function startRecordingProxy(target: string): RecordingProxy {
  const received: ReceivedRequest[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const path = pathname + search;
    const text = await request.text();
    received.push({ path, headers: Object.fromEntries(request.headers), body: JSON.parse(text) });
    const known = path.replace(/^.*(?=\/v1\/)/, "");
    return await fetch(target + known, { method: "POST", body: text, headers: { "content-type": "application/json" } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    received,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
