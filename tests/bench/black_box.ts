/**
 * What the transports must do alike, asked of the program from outside, so of a compiled binary too. Run by hand:
 *
 *   STREAMGAUGE=dist/streamgauge deno run -A tests/bench/black_box.ts
 *
 * Each recorded reply of a real service, cut into pieces, comes out as it is read here; each fault of the simulator is the
 * failure that it is meant to be; each certificate gets the same verdict in the same words. Without `STREAMGAUGE` the source
 * is asked.
 */
import { deepStrictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { print } from "../../scripts/print.ts";
import { FAULT_NAMES } from "../../src/simulator/settings/fault.ts";
import { replay } from "../apis/replay.ts";
import { fixturePath } from "../support/fixture_files.ts";
import { loadRecordedReply, readRecordedRows } from "../support/recorded_replies.ts";
import type { RecordedReply } from "../support/recorded_replies.ts";
import { replyText, startScriptedServer } from "../support/scripted_server.ts";
import { withSimulator } from "../support/simulator.ts";
import { FAULTS } from "../support/simulator_faults.ts";
import { type IdentityName, readIdentity } from "../support/tls_identities.ts";
import { programCommand } from "./program_command.ts";

const WAYS: readonly (readonly string[])[] = [
  ["--transport", "kernel", "--poller", "io_uring"],
  ["--transport", "kernel", "--poller", "epoll"],
  ["--transport", "socket"],
  ["--transport", "fetch"],
];

/** A prime: no piece begins where an event does. */
const PIECE_BYTES = 97;
const IDENTITIES: readonly IdentityName[] = ["good", "expired", "future", "other_host", "self_signed"];
const STREAMS = readRecordedRows().filter(({ name, events }) =>
  events !== null && /-(chat|completions)-stream/.test(name)
);

interface Ended {
  readonly code: number;
  readonly stderr: string;
  /** The folder of its only point. */
  readonly point: string;
}

async function perf(url: string, number: number, options: readonly string[]): Promise<Ended> {
  const outputs = await Deno.makeTempDir({ dir: folder });
  const [command = "", ...start] = programCommand();
  const load = ["--model", "m", "--prompt", "hi", "--parallel", "1", "--number", String(number), "--name", "r"];
  const files = ["--no-timestamp", "--outputs-dir", outputs];
  const args = [...start, "perf", "--url", url, ...load, ...files, ...options];
  const { code, stderr } = await new Deno.Command(command, { args, stdout: "null" }).output();
  const point = `${outputs}/r/parallel_1_number_${number}`;
  return { code, stderr: new TextDecoder().decode(stderr), point };
}

async function toExpected({ body, status, contentType }: RecordedReply): Promise<unknown[]> {
  const { reply, failure, usage } = await replay({ status, contentType, pieces: [body] });
  return [
    failure?.kind ?? null,
    reply.content,
    reply.reasoning,
    failure === null ? usage?.completionTokens ?? null : null,
  ];
}

function readRows(point: string): unknown[] {
  using database = new DatabaseSync(`${point}/benchmark_data.db`, { readOnly: true });
  const rows = database.prepare("SELECT * FROM result ORDER BY session_index").all();
  return rows.map(
    (
      { failure_kind: kind, response_messages: messages, completion_tokens: tokens, completion_tokens_origin: from },
    ) => {
      const { content, reasoning } = JSON.parse(String(messages));
      return [kind, content, reasoning, from === "server" ? tokens : null];
    },
  );
}

/** Answers the n-th request with the n-th recording, in pieces. */
async function askRecorded(options: readonly string[]): Promise<unknown[]> {
  const recordings = STREAMS.map(({ name }) => loadRecordedReply(name));
  let next = 0;
  await using server = startScriptedServer(async (connection) => {
    await connection.readRequest();
    const { raw } = recordings[next++ % recordings.length] as RecordedReply;
    for (let at = 0; at < raw.length; at += PIECE_BYTES) await connection.write(raw.subarray(at, at + PIECE_BYTES));
  });
  const url = `${server.url.replace(/\/+$/, "")}/v1/chat/completions`;
  const rest = ["--no-test-connection", "--connection-reuse", "never"];
  const { point } = await perf(url, recordings.length, [...options, ...rest]);
  deepStrictEqual(readRows(point), await Promise.all(recordings.map(toExpected)));
  return recordings;
}

async function askFaults(options: readonly string[]): Promise<void> {
  const found: Record<string, string | null> = {};
  for (const name of FAULT_NAMES) {
    const [argument] = FAULTS[name];
    await withSimulator({ faults: [{ name, argument, share: 1 }] }, async ({ url }) => {
      const rest = ["--no-test-connection", "--read-timeout", "2", "--max-tokens", "8"];
      const { point } = await perf(`${url}/v1/chat/completions`, 1, [...options, ...rest]);
      const [[kind = null] = []] = readRows(point) as (string | null)[][];
      found[name] = kind;
    });
  }
  deepStrictEqual(found, Object.fromEntries(FAULT_NAMES.map((name) => [name, FAULTS[name][1]])));
}

const OK = replyText("200 OK", {
  type: "application/json",
  body: '{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]}',
});

/** What is said of each certificate; nothing of one that is fine. */
async function askCertificates(options: readonly string[]): Promise<Record<string, string>> {
  const verdicts: Record<string, string> = {};
  for (const identity of IDENTITIES) {
    await using server = startScriptedServer(async (connection) => {
      while (await connection.readRequest() !== null) await connection.write(OK);
    }, readIdentity(identity));
    const url = `${server.url.replace("127.0.0.1", "localhost").replace(/\/+$/, "")}/v1/chat/completions`;
    const rest = ["--ca-cert", fixturePath("tls/authority.crt"), "--wait", "5"];
    const { code, stderr } = await perf(url, 1, [...options, ...rest]);
    verdicts[identity] = /TLS failed: .*/.exec(stderr)?.[0] ?? `exit code ${code === 4 ? 0 : code}`;
  }
  return verdicts;
}

const folder = await Deno.makeTempDir();
try {
  const verdicts: Record<string, string>[] = [];
  for (const way of WAYS) {
    const recordings = await askRecorded(way);
    print(`${way.join(" ")}: ${recordings.length} recorded replies in pieces of ${PIECE_BYTES} bytes are read as here`);
    await askFaults(way);
    print(`${way.join(" ")}: ${FAULT_NAMES.length} faults of the simulator are what they are meant to be`);
    verdicts.push(await askCertificates(way));
  }
  const [first = {}, ...others] = verdicts;
  for (const other of others) deepStrictEqual(other, first);
  for (const [identity, verdict] of Object.entries(first)) print(`all: certificate ${identity}: ${verdict}`);
} finally {
  await Deno.remove(folder, { recursive: true });
}
