import { reasonOf } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import { ApiError } from "./api_error.ts";

/** Sends one event of a stream. */
export type SendEvent = (event: JsonObject) => void;

/**
 * Answers with server-sent events that a function makes, and `[DONE]` behind them. `signal` of the function is aborted
 * when the client has gone; an error ends the stream as an event.
 */
export function streamEvents(make: (send: SendEvent, signal: AbortSignal) => Promise<void>): Response {
  const gone = new AbortController();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async start(controller) {
      const write = (data: string) => {
        if (!gone.signal.aborted) controller.enqueue(encoder.encode(`data: ${data}\n\n`));
      };
      try {
        await make((event) => write(JSON.stringify(event)), gone.signal);
        write("[DONE]");
      } catch (error) {
        write(JSON.stringify({ error: describe(error) }));
      }
      if (!gone.signal.aborted) controller.close();
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, { headers: { "content-type": "text/event-stream", "cache-control": "no-cache" } });
}

function describe(error: unknown): JsonObject {
  const message = reasonOf(error);
  return { message, type: "server_error", code: error instanceof ApiError ? error.status : 500 };
}
