import assert from "node:assert/strict";
import { MAX_FAILURE_BODY_CHARS } from "../../src/core/failure.ts";
import type { HttpRequest } from "../../src/transport/transport.ts";
import { replay, replayEvents, replayInTurn } from "./replay.ts";

const content = (text: string) => ({ choices: [{ index: 0, delta: { content: text } }] });
const FINISH = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
const sse = (...events: readonly unknown[]) => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");

Deno.test("events of one read carry the stamp of that read", async () => {
  const outcome = await replay({ pieces: [sse(content("a")), sse(content("b"), content("c")), sse(FINISH)] });
  assert.deepEqual([...outcome.chunks.atMs], [1, 2, 2, 3]);
  assert.deepEqual([outcome.counts.reads, outcome.coalescedReads], [3, 1]);
  assert.equal(outcome.reply.content, "abc");
});

Deno.test("an event cut in two arrives with its second half", async () => {
  const text = sse(content("a"));
  const outcome = await replay({ pieces: [text.slice(0, 20), text.slice(20), sse(FINISH)] });
  assert.deepEqual([...outcome.chunks.atMs], [2, 3]);
});

Deno.test("long replies keep every event, in arrays of exactly their number", async () => {
  const events = Array.from({ length: 1000 }, (_, index) => content(`${index} `));
  const outcome = await replayEvents(...events, FINISH);
  assert.equal(outcome.chunks.atMs.length, 1001);
  assert.equal(outcome.chunks.atMs.buffer.byteLength, 8 * 1001);
  assert.deepEqual([outcome.chunks.atMs[0], outcome.chunks.atMs[999], outcome.chunks.kinds[1000]], [1, 1000, 5]);
  assert.equal(outcome.reply.content.trim().split(" ").length, 1000);
});

Deno.test("a failure of the transport stands before those of the content, and keeps what had come", async () => {
  const failure = { kind: "reset", message: "Connection broken" } as const;
  const outcome = await replay({ pieces: [sse(content("half"))], failure });
  assert.deepEqual(outcome.failure, failure);
  assert.equal(outcome.reply.content, "half");
  assert.equal(outcome.chunks.atMs.length, 1);
});

Deno.test("a web page with status 200 is a wrong content type", async () => {
  const page = `<html>${"x".repeat(5000)}`;
  const { failure, isStream } = await replay({ contentType: "text/html", pieces: [page] });
  assert.equal(failure?.kind, "wrong_content_type");
  assert.match(failure?.message ?? "", /text\/html/);
  assert.equal(failure?.body?.length, MAX_FAILURE_BODY_CHARS);
  assert.ok(isStream);
});

Deno.test("statuses are failures with status, code and the start of the body", async () => {
  const body = '{"error":{"message":"Slow\\ndown","type":"rate_limit","code":"too_many"}}';
  const { failure } = await replay({ status: 429, contentType: "application/json", pieces: [body] });
  assert.deepEqual(failure, {
    kind: "http_status",
    message: "HTTP 429: Slow down",
    status: 429,
    code: "too_many",
    body,
  });
});

Deno.test("statuses without words, with text, with a page, and redirects are told apart", async () => {
  const messageOf = async (status: number, body: string) =>
    (await replay({ status, contentType: "text/plain", pieces: [body] })).failure?.message;
  assert.equal(await messageOf(502, ""), "HTTP 502");
  assert.equal(await messageOf(502, "upstream gone"), "HTTP 502: upstream gone");
  assert.equal(await messageOf(502, "<html>Bad gateway</html>"), "HTTP 502");
  const page = "<html><head><title>502 Bad\nGateway</title></head><body><h1>No</h1></body></html>";
  assert.equal(await messageOf(502, page), "HTTP 502: 502 Bad Gateway");
  assert.equal(
    await messageOf(403, "<Error><Code>X</Code><Message>Access denied</Message></Error>"),
    "HTTP 403: Access denied",
  );
  assert.equal(await messageOf(302, ""), "HTTP 302: redirected, without saying where to");
});

Deno.test("keys of the request are masked where the service repeats them", async () => {
  const body = '{"error":{"message":"Incorrect API key provided: sk-1234567"}}';
  const headers = { Authorization: "Bearer sk-1234567" };
  const { failure } = await replay({ status: 401, contentType: "application/json", pieces: [body], headers });
  assert.equal(failure?.message, "HTTP 401: Incorrect API key provided: **********");
  assert.doesNotMatch(failure?.body ?? "", /sk-1234567/);
});

Deno.test("a reply without a content type is read by its first character", async () => {
  const json = '\n {"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}]}';
  const whole = await replay({ contentType: "", pieces: [json] });
  assert.deepEqual([whole.reply.content, whole.isStream, whole.failure], ["whole", false, null]);
  const stream = await replay({ contentType: "", pieces: [sse(content("cut"), FINISH)] });
  assert.deepEqual([stream.reply.content, stream.isStream, stream.failure], ["cut", true, null]);
  const nothing = await replay({ contentType: "", pieces: [], isStream: false });
  assert.deepEqual([nothing.isStream, nothing.failure?.kind], [false, "empty_output"]);
});

Deno.test("lines that are no events make the stream malformed, also beside good ones", async () => {
  const lines = await replay({ pieces: ['{"choices":[]}\n{"choices":[]}\n'] });
  assert.equal(lines.failure?.kind, "malformed_sse");
  const mixed = await replay({ pieces: [sse(content("a")), "garbage\n\n", sse(FINISH)] });
  assert.equal(mixed.failure?.kind, "malformed_sse");
});

Deno.test("headers: the run's win over the session's, and JSON is said unless the user says otherwise", async () => {
  const sent = async (headers: Record<string, string>, extraHeaders: Record<string, string> | null) => {
    let request: HttpRequest | null = null;
    await replay({ pieces: [], headers, extraHeaders, onRequest: (given) => request = given });
    const made = request as unknown as HttpRequest;
    return { ...made.extraHeaders, ...made.headers };
  };
  assert.deepEqual(await sent({ "X-Run": "1" }, null), { "content-type": "application/json", "X-Run": "1" });
  assert.deepEqual(await sent({ "X-Run": "1", "Content-Type": "a/b" }, { "x-run": "2", "x-session": "3" }), {
    "x-session": "3",
    "X-Run": "1",
    "Content-Type": "a/b",
  });
  assert.deepEqual(await sent({ "X-Run": "1" }, { "User-Agent": "me", "x-run": "2" }), {
    "User-Agent": "me",
    "content-type": "application/json",
    "X-Run": "1",
  });
});

Deno.test("a redirect of the same request within the origin is followed, whole time included", async () => {
  const urls: string[] = [];
  const replies = [
    { status: 307, location: "/v2/", pieces: [] },
    { status: 308, location: "http://service.test/v3/", pieces: [] },
    { pieces: [sse(content("there"), FINISH)] },
  ];
  const outcome = await replayInTurn(replies, (request) => urls.push(request.url));
  assert.deepEqual(urls, [
    "http://service.test/v1/chat/completions",
    "http://service.test/v2/",
    "http://service.test/v3/",
  ]);
  assert.deepEqual([outcome.reply.content, outcome.failure, outcome.notes], ["there", null, ["redirected"]]);
});

Deno.test("other redirects show where they point, without the query", async () => {
  const messageOf = async (status: number, location: string) =>
    (await replay({ status, location, pieces: [] })).failure?.message ?? "";
  assert.match(
    await messageOf(307, "https://other.test/v1?key=abc"),
    /"https:\/\/other\.test\/v1", which is not followed/,
  );
  assert.match(await messageOf(301, "/v2/"), /redirected to "\/v2\/"/);
  const circle = await replay({ status: 307, location: "/again", pieces: [] });
  assert.equal(circle.failure?.kind, "http_status");
});

Deno.test("content types are read by the words they contain, or by how the body begins", async () => {
  const stream = sse(content("a"), FINISH);
  const read = async (contentType: string, piece: string) => {
    const { failure, isStream, notes } = await replay({ contentType, pieces: [piece] });
    return [failure?.kind ?? null, isStream, ...notes];
  };
  assert.deepEqual(await read("text/event-stream, text/event-stream", stream), [null, true]);
  assert.deepEqual(await read("text/plain", stream), [null, true, "unnamed_stream"]);
  assert.deepEqual(await read("application/octet-stream", `: ping\n\n${stream}`), [null, true, "unnamed_stream"]);
  const whole = '{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}]}';
  assert.deepEqual(await read("application/problem+json", whole), [null, false, "not_streamed"]);
  assert.deepEqual(await read("text/plain", whole), [null, false, "not_streamed"]);
  assert.deepEqual(await read("text/plain", "Hello"), ["wrong_content_type", true]);
});

Deno.test("bytes that are no UTF-8 are noted, characters that say so are not", async () => {
  const broken = new Uint8Array([...new TextEncoder().encode('data: {"choices":[{"delta":{"content":"'), 0xff, 0x22]);
  const end = `}}]}\n\n${sse(FINISH)}`;
  const bad = await replay({ pieces: [broken, end] });
  assert.deepEqual([bad.reply.content, bad.notes], ["\uFFFD", ["invalid_utf8"]]);
  const good = await replay({ pieces: [sse(content("\uFFFD"), FINISH)] });
  assert.deepEqual([good.reply.content, good.notes], ["\uFFFD", []]);
});

Deno.test("a turn that fails in its content ends its session, one that succeeds does not", async () => {
  const ended: number[] = [];
  const session = { key: 7, isLast: false };
  const options = { session, onSessionEnd: (key: number) => void ended.push(key) };
  await replay({ pieces: [sse(content("a"), FINISH)], ...options });
  assert.deepEqual(ended, []);
  await replay({ pieces: [sse({ error: { message: "no" } })], ...options });
  assert.deepEqual(ended, [7]);
});

Deno.test("an error is read in the character set that its content type names", async () => {
  const pieces = [Uint8Array.of(0xbe, 0x6c, 0xc3, 0x42)];
  const { failure } = await replay({ status: 500, contentType: "text/html; charset=Big5", pieces });
  assert.equal(failure?.message, "HTTP 500: 餘額");
});

Deno.test("a read that comes in pieces, such as chunks of HTTP, is one read: several events in it are coalesced once", async () => {
  const event = (content: string) => `data: {"choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`;
  const whole = event("d") + event("e");
  const pieces = [event("a"), event("b"), event("c"), whole, event("f"), "data: [DONE]\n\n"];
  const outcome = await replay({ pieces, atMs: [5, 5, 5, 6, 7, 7] });
  assert.deepEqual([outcome.counts.reads, outcome.coalescedReads], [3, 2]);
});

Deno.test("more tokens than the texts can hold and than were asked for are noted, not hidden reasoning nor choices", async () => {
  const notes = async (body: object, tokens: number, text = "hi") => {
    const usage = { choices: [], usage: { prompt_tokens: 3, completion_tokens: tokens } };
    const pieces = [sse(content(text), FINISH, usage, "[DONE]")];
    return (await replay({ pieces, body: new TextEncoder().encode(JSON.stringify(body)) })).notes;
  };
  assert.deepEqual(await notes({ max_tokens: 16 }, 1_000_000), ["tokens_above_limit"]);
  assert.deepEqual(await notes({ options: { num_predict: 16 } }, 17), ["tokens_above_limit"]);
  assert.deepEqual(await notes({ max_completion_tokens: 2048 }, 2000), []);
  assert.deepEqual(await notes({ max_tokens: 16, n: 2 }, 32), []);
  assert.deepEqual(await notes({ max_tokens: 16, prompt: ["a", "b", "c"] }, 48), []);
  assert.deepEqual(await notes({ max_tokens: 1 }, 3, "a"), []);
  assert.deepEqual(await notes({}, 1_000_000), []);
});
