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

/** What the server answers: a status and JSON, or the text of an event stream. */
export type Answer =
  | { readonly kind: "json"; readonly status?: number; readonly body: unknown }
  | { readonly kind: "events"; readonly text: string };

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
  return new Response(answer.text, { headers: { "content-type": "text/event-stream" } });
}

/** Frames events as most services do, with their type as name. */
export function toEvents(...events: readonly { readonly type: string }[]): Answer {
  const text = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
  return { kind: "events", text };
}
