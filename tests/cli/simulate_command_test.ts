import { match, ok, strictEqual } from "node:assert";
import { runHere } from "../support/command_line.ts";
import { runProgram, startProgram } from "../support/program.ts";
import { watchText } from "../support/text_watch.ts";

const IS_WINDOWS = Deno.build.os === "windows";

Deno.test(
  { name: "streamgauge simulate serves until it is told to stop, then prints what it did", ignore: IS_WINDOWS },
  async () => {
    const program = startProgram([
      "simulate",
      "--port",
      "0",
      "--ttft",
      "1",
      "--itl",
      "0",
      "--tokens",
      "3",
      "--stats",
      "json",
    ]);
    const stdout = watchText(program.stdout);
    const stderr = watchText(program.stderr);
    const [line, url] = await stdout.waitFor(/^Listening on (\S+)\n/);
    strictEqual(stdout.text.startsWith(line), stdout.text.length > 0);
    const reply = await fetch(`${url}/v1/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", prompt: "hi" }),
    });
    strictEqual((await reply.json()).usage.completion_tokens, 3);
    program.kill("SIGTERM");
    strictEqual((await program.status).code, 0);
    strictEqual(JSON.parse((await stdout.ended).slice(line.length)).requests, 1);
    strictEqual(await stderr.ended, "");
  },
);

Deno.test("streamgauge simulate --exit-with-stdin ends with its standard input", async () => {
  const { code, stdout } = await runProgram(["simulate", "--port", "0", "--exit-with-stdin"]);
  strictEqual(code, 0);
  match(stdout, /^Listening on http:\/\/127\.0\.0\.1:\d+\nServed 0 requests/);
});

Deno.test("streamgauge simulate reports mistakes of all kinds together", async () => {
  const { code, stderr } = await runHere(["simulate", "--port", "99999", "--ttft", "abc", "--modl", "stray"]);
  strictEqual(code, 2);
  match(stderr, /^3 errors:/);
  for (const part of ['"--modl"', "--port", "--ttft"]) ok(stderr.includes(part), part);
});
