/**
 * A service of known times for what the C server does not do: TLS, and the events that vLLM really sends. Started by the
 * benchmarks:
 *
 *   deno run -A tests/bench/stream_server.ts PORT TOKENS TTFT_MS GAP_MS yardstick|vllm [CERTIFICATE KEY]
 *
 * Tells at its end (SIGTERM) when it really sent, as the C server does.
 */
import { print } from "../../scripts/print.ts";

const [port = "0", tokens = "1", ttftMs = "0", gapMs = "0", shape = "yardstick", certPath, keyPath] = Deno.args;
const RECORDED = new URL("../fixtures/recorded-streams/vllm-chat-stream-usage.json", import.meta.url);

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ttfts: number[] = [];
const gaps: number[] = [];

interface Events {
  readonly first: string;
  readonly tokens: readonly string[];
  readonly last: string;
}

const HEAD = '"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m"';
const YARDSTICK: Events = {
  first: "",
  tokens: [`{${HEAD},"choices":[{"index":0,"delta":{"content":" token"},"finish_reason":null}],"usage":null}`],
  last: `{${HEAD},"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":${tokens}}}`,
};

/** The events of a recorded reply: what begins it, its tokens in turn, and what ends it. */
async function readRecorded(): Promise<Events> {
  const { reads }: { reads: readonly (readonly [number, string])[] } = JSON.parse(await Deno.readTextFile(RECORDED));
  const text = reads.map(([, base64]) => decoder.decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))))
    .join("");
  const events = [...text.matchAll(/data: (\{.*\})\r?\n/g)].map(([, json = ""]) => json);
  const isToken = (event: string) => /"content":"[^"]/.test(event) && event.includes('"finish_reason":null');
  const [first = ""] = events;
  return { first, tokens: events.filter(isToken), last: events.at(-1) ?? "" };
}

const events = shape === "vllm" ? await readRecorded() : YARDSTICK;

function toChunk(event: string): string {
  const body = `data: ${event}\n\n`;
  return `${encoder.encode(body).length.toString(16)}\r\n${body}\r\n`;
}

const BEGIN = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const CHUNKS = events.tokens.map((event) => encoder.encode(toChunk(event)));
const OPENING = encoder.encode(BEGIN + (events.first === "" ? "" : toChunk(events.first)));
const ENDING = encoder.encode(`${toChunk(events.last)}${toChunk("[DONE]")}0\r\n\r\n`);

async function readRequest(connection: Deno.Conn): Promise<boolean> {
  let text = "";
  const buffer = new Uint8Array(65_536);
  for (;;) {
    const count = await connection.read(buffer);
    if (count === null) return false;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
    const end = text.indexOf("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (end >= 0 && text.length >= end + 4 + length) return true;
  }
}

async function reply(connection: Deno.Conn): Promise<void> {
  const startMs = performance.now();
  await connection.write(OPENING);
  let lastMs = startMs;
  for (let token = 0; token < Number(tokens); token++) {
    const dueMs = startMs + Number(ttftMs) + token * Number(gapMs);
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const nowMs = performance.now();
    (token === 0 ? ttfts : gaps).push(nowMs - lastMs);
    lastMs = nowMs;
    await connection.write(CHUNKS[token % CHUNKS.length] ?? ENDING);
  }
  await connection.write(ENDING);
}

async function serve(connection: Deno.Conn): Promise<void> {
  try {
    while (await readRequest(connection)) await reply(connection);
  } catch {
    // The client has gone.
  }
}

function figuresOf(values: number[]): { readonly mean: number; readonly p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, p99: sorted[Math.floor(0.99 * (sorted.length - 1))] ?? NaN };
}

Deno.addSignalListener("SIGTERM", () => {
  print(JSON.stringify({ ttft_ms: figuresOf(ttfts), gap_ms: gaps.length === 0 ? null : figuresOf(gaps) }));
  Deno.exit(0);
});

const place = { hostname: "127.0.0.1", port: Number(port) };
const listener = certPath === undefined || keyPath === undefined
  ? Deno.listen(place)
  : Deno.listenTls({ ...place, cert: await Deno.readTextFile(certPath), key: await Deno.readTextFile(keyPath) });
for await (const connection of listener) {
  if ("setNoDelay" in connection) connection.setNoDelay(true);
  void serve(connection);
}
