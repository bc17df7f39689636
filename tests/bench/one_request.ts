/**
 * How long a run of one request takes, and how soon its first byte is sent. Run by hand, on a quiet machine:
 *
 *   deno run -A tests/bench/one_request.ts [ROUNDS]
 *
 * `STREAMGAUGE` names the binary; without it the source is run.
 */
import { print } from "../../scripts/print.ts";
import { programCommand } from "./program_command.ts";

const [rounds = "9"] = Deno.args;
/** With its usage, as services state it when asked: without, the run would wait for a tokenizer at the end. */
const USAGE = '"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}';
const CHOICE = '{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}';
const EVENT = `data: {"choices":[${CHOICE}],${USAGE}}\n\ndata: [DONE]\n\n`;
const REPLY = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${EVENT.length}\r\n\r\n${EVENT}`;

interface Times {
  readonly firstByteMs: number;
  readonly endMs: number;
}

async function runOnce(outputs: string): Promise<Times> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${listener.addr.port}/v1/chat/completions`;
  const [command = "", ...start] = programCommand();
  const asked = ["perf", "--model", "m", "--url", url, "--prompt", "hi", "--number", "1", "--no-test-connection"];
  const args = [...start, ...asked, "--outputs-dir", outputs];
  const startMs = performance.now();
  const child = new Deno.Command(command, { args, stdout: "null", stderr: "null" }).spawn();
  using connection = await listener.accept();
  await connection.read(new Uint8Array(65_536));
  const firstByteMs = performance.now() - startMs;
  await connection.write(new TextEncoder().encode(REPLY));
  await child.status;
  return { firstByteMs, endMs: performance.now() - startMs };
}

function median(values: readonly number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN).toFixed(0);
}

const outputs = await Deno.makeTempDir();
const times: Times[] = [];
try {
  for (let round = 0; round < Number(rounds); round++) times.push(await runOnce(outputs));
} finally {
  await Deno.remove(outputs, { recursive: true });
}
print(
  `One request, medians of ${rounds}: first byte ${median(times.map(({ firstByteMs }) => firstByteMs))} ms after the`,
);
print(`  start, ${median(times.map(({ endMs }) => endMs))} ms from start to end`);
