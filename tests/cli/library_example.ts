// deno-lint-ignore-file no-console -- the example of docs/library.md, of which this is a copy, prints
import { runPerf } from "../../mod.ts";

const stop = new AbortController();
const { result, exitCode, headline } = await runPerf({
  model: "qwen2.5",
  url: "http://127.0.0.1:8000/v1/chat/completions",
  prompt: "Write a short story",
  parallel: [1, 4],
  number: [4, 16],
  max_tokens: 32,
  sleep_interval: 0,
  outputs_dir: "outputs",
}, {
  signal: stop.signal,
  onProgress: ({ stepName, done, total }) => {
    if (done === total) console.error(`${stepName}: all ${done} requests have ended`);
  },
});

for (const { name, scalars, distributions } of result.steps) {
  const { success_rate, request_throughput } = scalars;
  console.log(name, success_rate, request_throughput, distributions.ttft.percentiles[99]);
}
console.log(exitCode, headline);
