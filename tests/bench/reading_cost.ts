/**
 * Measures what reading an event costs, from the bytes of a read to the log of chunks: once with the scanner and once with
 * every event parsed, in turns, on recorded streams and on events like the yardstick's. Run by hand:
 *
 *   deno run --allow-read tests/bench/reading_cost.ts [NAME…]
 */
import process from "node:process";
import { print } from "../../scripts/print.ts";
import { ChunkLog } from "../../src/apis/chunk_log.ts";
import type { ReplyReader } from "../../src/apis/dialect.ts";
import { OpenAiReader } from "../../src/apis/openai/openai_reader.ts";
import { ReplyCollector } from "../../src/apis/reply_collector.ts";
import { TemplateMemory } from "../../src/apis/scanning/template_memory.ts";
import { loadRecordedReply } from "../support/recorded_replies.ts";

const NAMES = [
  "vllm-chat-stream-usage",
  "llama-chat-stream-usage",
  "litellm-chat-stream-usage",
  "vllm-reason-chat-stream-usage",
  "vllm-chat-stream-continuous-usage",
  "vllm-chat-stream-n2",
  "vllm-chat-stream-tools-two",
  "vllm-chat-stream-logprobs",
  "vllm-completions-stream-usage",
  "llama-completions-stream-usage",
];
const ROUNDS = 7;
const EVENTS_A_ROUND = 100_000;

/** The events of one reply, one read each. */
type Reads = readonly Uint8Array[];

function recordedReads(name: string): Reads {
  const text = new TextDecoder().decode(loadRecordedReply(name).body);
  return text.split(/(?<=\n\n)/).map((event) => new TextEncoder().encode(event));
}

/** What the yardstick sends: the same id and time in all replies. */
function yardstickReads(): Reads {
  const event = (choices: string, usage: string) =>
    new TextEncoder().encode(
      `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1732677934,"model":"m","choices":[${choices}],"usage":${usage}}\n\n`,
    );
  const token = event('{"index":0,"delta":{"content":" token"},"finish_reason":null}', "null");
  const usage = event("", '{"prompt_tokens":10,"completion_tokens":200,"total_tokens":210}');
  return [...Array.from({ length: 200 }, () => token), usage, new TextEncoder().encode("data: [DONE]\n\n")];
}

/** All reads of a reply one after another in one buffer, as a transport has them. */
function layOut(reads: Reads): Uint8Array[] {
  const arena = new Uint8Array(new ArrayBuffer(reads.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  return reads.map((bytes) => {
    arena.set(bytes, at);
    at += bytes.length;
    return arena.subarray(at - bytes.length, at);
  });
}

/** A reader as it is, and one that must be given the data of each event. */
const READERS: Readonly<Record<"scanned" | "parsed", () => ReplyReader>> = {
  scanned: () => new OpenAiReader(),
  parsed: () => {
    const reader = new OpenAiReader();
    return {
      readEvent: (data, name) => reader.readEvent(data, name),
      readBody: (text) => reader.readBody(text),
      end: (isComplete) => reader.end(isComplete),
    };
  },
};

/** CPU time of the process: what others do on the machine counts less than on a clock. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function nanosecondsPerEvent(reads: Reads, openReader: () => ReplyReader): number {
  const templates = new TemplateMemory();
  const log = new ChunkLog();
  const replies = Math.ceil(EVENTS_A_ROUND / reads.length);
  const start = cpuMicros();
  for (let reply = 0; reply < replies; reply++) {
    const collector = new ReplyCollector(openReader(), log, { framing: "sse", isStream: true, templates });
    collector.onHeaders(200, "text/event-stream");
    for (const bytes of reads) collector.onBytes(bytes, 0);
    collector.end(true);
    log.take();
  }
  return (cpuMicros() - start) * 1000 / (replies * reads.length);
}

const streams = Deno.args.length > 0 ? Deno.args : ["yardstick", ...NAMES];
print(`${"stream".padEnd(40)} parsed ns/event  scanned ns/event  ratio`);
for (const name of streams) {
  const reads = layOut(name === "yardstick" ? yardstickReads() : recordedReads(name));
  const costs = { parsed: [] as number[], scanned: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    costs.parsed.push(nanosecondsPerEvent(reads, READERS.parsed));
    costs.scanned.push(nanosecondsPerEvent(reads, READERS.scanned));
  }
  // What disturbs a measurement only ever adds to it.
  const [parsed, scanned] = [Math.min(...costs.parsed), Math.min(...costs.scanned)];
  print(
    `${name.padEnd(40)} ${parsed.toFixed(0).padStart(15)} ${scanned.toFixed(0).padStart(17)} ${
      (scanned / parsed).toFixed(2).padStart(6)
    }`,
  );
}
