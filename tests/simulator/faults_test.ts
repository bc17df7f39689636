import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { Socket } from "node:net";
import { fixed } from "../../src/core/value_distribution.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { withSimulator } from "../support/simulator.ts";
import { exchangeRaw, type RawReply, readUntil, toEvents, toRequestBytes } from "./raw_exchange.ts";

/** Deno 2.6 cannot reset a connection: it is closed instead. */
const RESET = "resetAndDestroy" in Socket.prototype ? "reset" : "eof";
const WHOLE = { model: "m", messages: [{ role: "user", content: "Hello there" }] };

function ask(simulator: Simulator, fault: string, body?: unknown): Promise<RawReply> {
  const headers = { "x-streamgauge-fault": fault };
  return exchangeRaw(simulator, body === undefined ? { headers } : { headers, body });
}

function bodyOf({ text }: RawReply): string {
  return text.slice(text.indexOf("\r\n\r\n") + 4);
}

/** Counts the events with text. */
function countTokens({ chunks }: RawReply): number {
  return toEvents(chunks).filter((event) => /"content":"[^"]/.test(event)).length;
}

Deno.test("status:CODE answers with an error object, 429 with Retry-After", async () => {
  await withSimulator({}, async (simulator) => {
    for (const status of [400, 401, 404, 429, 500, 503]) {
      const reply = await ask(simulator, `status:${status}`);
      match(reply.text, new RegExp(`^HTTP/1\\.1 ${status} [A-Z]`));
      strictEqual(/\r\nretry-after: 1\r\n/.exec(reply.text)?.length ?? 0, status === 429 ? 1 : 0);
      const { error } = JSON.parse(bodyOf(reply));
      strictEqual(error.code, status);
      ok(error.message.length > 0 && error.type.length > 0);
    }
  });
});

Deno.test("html_error and wrong_content_type answer with pages, 502 and 200", async () => {
  await withSimulator({}, async (simulator) => {
    for (const [fault, status] of [["html_error", 502], ["wrong_content_type", 200]] as const) {
      const reply = await ask(simulator, fault);
      match(reply.text, new RegExp(`^HTTP/1\\.1 ${status} `));
      match(reply.text, /\r\ncontent-type: text\/html; charset=utf-8\r\n/);
      match(bodyOf(reply), /^<html>/);
    }
  });
});

Deno.test("error_in_stream puts an error object behind the tokens asked for, and [DONE]", async () => {
  await withSimulator({}, async (simulator) => {
    const reply = await ask(simulator, "error_in_stream:3");
    match(reply.text, /^HTTP\/1\.1 200 /);
    const events = toEvents(reply.chunks);
    strictEqual(countTokens(reply), 3);
    strictEqual(JSON.parse(events[4] ?? "").error.code, 500);
    deepStrictEqual(events.slice(5), ["[DONE]"]);
    match(reply.text, /\r\n0\r\n\r\n$/);
  });
});

Deno.test("error_event ends the stream with an event of the name error", async () => {
  await withSimulator({}, async (simulator) => {
    const reply = await ask(simulator, "error_event:2");
    const last = new TextDecoder().decode(reply.chunks.at(-1));
    match(last, /^event: error\ndata: \{"error":\{/);
    strictEqual(countTokens(reply), 2);
    match(reply.text, /\r\n0\r\n\r\n$/);
  });
});

Deno.test("malformed_json breaks one event, and the stream goes on to its end", async () => {
  await withSimulator({}, async (simulator) => {
    const reply = await ask(simulator, "malformed_json:4");
    const events = toEvents(reply.chunks).slice(0, -1);
    const broken = events.filter((event) => {
      try {
        return JSON.parse(event) === null;
      } catch {
        return true;
      }
    });
    strictEqual(broken.length, 1);
    strictEqual(events.indexOf(broken[0] ?? ""), 5);
    strictEqual(countTokens(reply), 8);
    strictEqual(toEvents(reply.chunks).at(-1), "[DONE]");
  });
});

Deno.test("malformed_sse sends one record without a field, and the stream goes on to its end", async () => {
  await withSimulator({}, async (simulator) => {
    const reply = await ask(simulator, "malformed_sse:4");
    const records = reply.chunks.map((chunk) => new TextDecoder().decode(chunk));
    deepStrictEqual(records.flatMap((record, index) => record.startsWith("data: ") ? [] : [index]), [5]);
    strictEqual(countTokens(reply), 8);
  });
});

Deno.test("truncate ends the body cleanly without finish reason, usage and [DONE]", async () => {
  await withSimulator({}, async (simulator) => {
    const reply = await ask(simulator, "truncate");
    strictEqual(countTokens(reply), 4);
    strictEqual(toEvents(reply.chunks).length, 5);
    ok(!/"finish_reason":"/.test(reply.text));
    match(reply.text, /\r\n0\r\n\r\n$/);
  });
});

Deno.test("cut closes the connection in the middle of a chunk", async () => {
  await withSimulator({}, async (simulator) => {
    const reply = await ask(simulator, "cut:2");
    strictEqual(reply.end, "eof");
    strictEqual(countTokens(reply), 2);
    const [, size = "", rest = ""] = /\r\n([0-9a-f]+)\r\n(data: [^\n]*)$/.exec(reply.text) ?? [];
    strictEqual(parseInt(size, 16), 2 * rest.length);
  });
});

Deno.test("reset breaks the connection in the stream, reset_before_headers before it", async () => {
  await withSimulator({}, async (simulator) => {
    const inStream = await ask(simulator, "reset:3");
    strictEqual(inStream.end, RESET);
    strictEqual(countTokens(inStream), 3);
    const before = await ask(simulator, "reset_before_headers");
    deepStrictEqual([before.end, before.text], [RESET, ""]);
  });
});

const STALLS: readonly [fault: string, lastText: string | null][] = [
  ["stall:2", '"content":" '],
  ["stall_first", "\r\n\r\n"],
  ["no_headers", null],
];

Deno.test("stalled replies stay open and silent while other requests are answered", async () => {
  await withSimulator({ seed: 1 }, async (simulator) => {
    for (const [fault, lastText] of STALLS) {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port: simulator.port });
      await connection.write(toRequestBytes({ headers: { "x-streamgauge-fault": fault } }));
      let text = "";
      while (lastText !== null && text.split(lastText).length < (fault === "stall:2" ? 3 : 2)) {
        text += await readUntil(connection, lastText);
      }
      const silence = connection.read(new Uint8Array(100)).then((count) => ["more", count], () => ["closed here"]);
      match((await exchangeRaw(simulator)).text, /\[DONE\]/);
      strictEqual(simulator.stats().running, 0, fault);
      connection.close();
      deepStrictEqual(await silence, ["closed here"], fault);
    }
    deepStrictEqual(simulator.stats().faults, { stall: 1, stall_first: 1, no_headers: 1 });
  });
});

Deno.test("slow_headers delays everything and then answers as always", async () => {
  await withSimulator({}, async (simulator) => {
    const reply = await ask(simulator, "slow_headers:10");
    strictEqual(toEvents(reply.chunks).length, 11);
    ok((simulator.stats().ttftMs.p50 ?? 0) >= 10);
  });
});

Deno.test("empty finishes without any token", async () => {
  await withSimulator({ usage: "finish" }, async (simulator) => {
    const reply = await ask(simulator, "empty");
    strictEqual(countTokens(reply), 0);
    const finish = JSON.parse(toEvents(reply.chunks)[1] ?? "");
    strictEqual(finish.choices[0].finish_reason, "stop");
    strictEqual(finish.usage.completion_tokens, 0);
    strictEqual(JSON.parse(bodyOf(await ask(simulator, "empty", WHOLE))).choices[0].message.content, "");
  });
});

Deno.test("close_after closes the connection after a whole reply without saying so", async () => {
  await withSimulator({}, async (simulator) => {
    const headers = { "x-streamgauge-fault": "close_after", connection: "keep-alive" };
    const reply = await exchangeRaw(simulator, { headers });
    strictEqual(reply.end, "eof");
    strictEqual(toEvents(reply.chunks).at(-1), "[DONE]");
    ok(!/connection: close/i.test(reply.text));
  });
});

Deno.test("replies that do not stream get faults of the same kinds", async () => {
  await withSimulator({}, async (simulator) => {
    strictEqual(JSON.parse(bodyOf(await ask(simulator, "error_in_stream", WHOLE))).error.code, 500);
    const malformed = await ask(simulator, "malformed_json", WHOLE);
    match(malformed.text, new RegExp(`content-length: ${bodyOf(malformed).length}\r\n`));
    ok(!bodyOf(malformed).endsWith("}"));
    const truncated = await ask(simulator, "truncate", WHOLE);
    match(truncated.text, /\r\ntransfer-encoding: chunked\r\n[^]*\r\n0\r\n\r\n$/);
    for (const [fault, end] of [["cut", "eof"], ["reset", RESET]] as const) {
      const reply = await ask(simulator, fault, WHOLE);
      const declared = Number(/content-length: (\d+)/.exec(reply.text)?.[1]);
      ok(bodyOf(reply).length < declared && bodyOf(reply).length > 0, fault);
      strictEqual(reply.end, end);
    }
  });
});

Deno.test("faults come to their share of requests, the same ones with the same seed", async () => {
  const faults = [{ name: "truncate", argument: 1, share: 0.3 }, {
    name: "status",
    argument: 503,
    share: 0.2,
  }] as const;
  const run = () =>
    withSimulator({ faults, seed: 11, tokens: fixed(2), ttftMs: fixed(0) }, async (simulator) => {
      const outcomes: string[] = [];
      for (let i = 0; i < 14; i++) {
        const { text } = await exchangeRaw(simulator);
        outcomes.push(text.startsWith("HTTP/1.1 503") ? "status" : text.includes("[DONE]") ? "fine" : "truncate");
      }
      return { outcomes, given: simulator.stats().faults };
    });
  const { outcomes, given } = await run();
  const count = (name: string) => outcomes.filter((outcome) => outcome === name).length;
  deepStrictEqual(given, { truncate: count("truncate"), status: count("status") });
  ok(count("truncate") >= 2 && count("status") >= 1 && count("fine") >= 4, outcomes.join(" "));
  deepStrictEqual((await run()).outcomes, outcomes);
});

Deno.test("a request may ask for no fault, and hears of one that does not exist", async () => {
  await withSimulator({ faults: [{ name: "cut", argument: null, share: 1 }] }, async (simulator) => {
    strictEqual(toEvents((await ask(simulator, "none")).chunks).at(-1), "[DONE]");
    match((await ask(simulator, "explode")).text, /^HTTP\/1\.1 400 [^]*must be one of status/);
    await rejects(async () => JSON.parse(bodyOf(await ask(simulator, "cut", WHOLE))));
  });
});
