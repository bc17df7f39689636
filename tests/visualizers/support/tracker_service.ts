import { isJsonObject, type JsonObject, type JsonValue } from "../../../src/core/json.ts";

/** A request as the replies see it. */
export interface TrackerCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly json: JsonObject;
  readonly text: string;
  /** The address of the service. */
  readonly base: string;
}

/** An answer; without a status 200. */
export interface TrackerAnswer {
  readonly status?: number;
  readonly json?: JsonValue;
}

/** Answers a request and keeps what a real service would. */
export type TrackerReplies = (call: TrackerCall) => TrackerAnswer;

interface Fault {
  readonly status: number;
  readonly pattern: RegExp;
  left: number;
}

/** A service on 127.0.0.1 that answers as recorded ones did, and can be made to fail. */
export class TrackerService implements AsyncDisposable {
  readonly url: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #faults: Fault[] = [];
  /** `METHOD path` of each request, also of those that failed. */
  readonly calls: string[] = [];

  constructor(replies: TrackerReplies) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
      const { pathname } = new URL(request.url);
      const text = await request.text();
      const name = `${request.method} ${pathname}`;
      this.calls.push(name);
      const fault = this.#faults.find(({ pattern, left }) => left > 0 && pattern.test(name));
      if (fault !== undefined) {
        fault.left--;
        return Response.json({ error: "on purpose" }, { status: fault.status });
      }
      const call = { method: request.method, path: pathname, headers: request.headers, text, json: parse(text) };
      const { status = 200, json = {} } = replies({ ...call, base: this.url });
      return Response.json(json, { status });
    });
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The next requests of this kind are answered with a status. */
  fail(status: number, pattern: RegExp, count: number = Infinity): void {
    this.#faults.push({ status, pattern, left: count });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** Reads what the official client sent, as the replies see it, in order. */
export function readRecordedCalls(name: string): TrackerCall[] {
  const path = new URL(`../../fixtures/trackers/${name}_online.jsonl`, import.meta.url);
  const lines = Deno.readTextFileSync(path).trim().split("\n").map((line) => JSON.parse(line));
  return lines.toSorted((a, b) => a.n - b.n).map(({ request: { method, path, headers, body } }) => ({
    method,
    path,
    headers: new Headers(headers),
    json: isJsonObject(body?.json) ? body.json : {},
    text: textOf(body),
    base: "http://recorded",
  }));
}

function textOf(body: { json?: unknown; json_lines?: unknown[]; text?: string } | null): string {
  if (body?.json_lines !== undefined) return body.json_lines.map((line) => JSON.stringify(line)).join("\n");
  if (body?.json !== undefined) return JSON.stringify(body.json);
  return body?.text ?? "";
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
