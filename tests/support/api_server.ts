/** A request as the server got it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  // deno-lint-ignore no-explicit-any -- tests look into any body
  readonly body: any;
}

/** A server on 127.0.0.1 that answers as a function says. */
export interface ApiServer extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
}

/** What the server answers: a status and JSON, the text of an event stream, or a JSON text a line. */
export type Answer =
  | { readonly kind: "json"; readonly status?: number; readonly body: unknown }
  | { readonly kind: "events"; readonly text: string }
  | { readonly kind: "lines"; readonly lines: readonly unknown[] };

/** Starts a server that keeps what it receives. */
export function startApiServer(answer: (request: ReceivedRequest) => Answer): ApiServer {
  const received: ReceivedRequest[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = Object.fromEntries(request.headers);
    const parsed = { path: pathname + search, headers, body: JSON.parse(await request.text()) };
    received.push(parsed);
    return toResponse(answer(parsed));
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    received,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function toResponse(answer: Answer): Response {
  if (answer.kind === "json") return Response.json(answer.body, { status: answer.status ?? 200 });
  if (answer.kind === "events") return toStream(answer.text, "text/event-stream");
  return toStream(answer.lines.map((line) => `${JSON.stringify(line)}\n`).join(""), "application/x-ndjson");
}

function toStream(text: string, type: string): Response {
  return new Response(text, { headers: { "content-type": type } });
}

/** Frames events as most services do, with their type as name. */
export function toEvents(...events: readonly { readonly type: string }[]): Answer {
  const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  return { kind: "events", text };
}
