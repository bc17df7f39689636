/**
 * Runs very many short requests and tells what memory they take from beginning to end. Run by hand:
 *
 *   deno run -A tests/bench/soak.ts FOLDER [REQUESTS]
 *
 * FOLDER holds `known_server.c` and `limit_client.c`. 64 streams of 20 events as fast as they come; 1,000,000 requests take
 * some minutes.
 */
import { print } from "../../scripts/print.ts";
import { Yardstick } from "./yardstick.ts";

const [folder = "", requests = "1000000"] = Deno.args;
const TENTHS = 10;

await using yardstick = await Yardstick.build(folder);
const load = { streams: 64, requests: Number(requests), tokens: 20, ttftMs: 0, gapMs: 0 };
const { cost, run } = await yardstick.measureOurs(load, []);
const { scalars, distributions, validity } = run.steps[0];
const { rssBytes } = cost;
const tenths = Array.from({ length: TENTHS }, (_, tenth) => {
  const part = rssBytes.slice(tenth * rssBytes.length / TENTHS, (tenth + 1) * rssBytes.length / TENTHS);
  return Math.round(part.reduce((sum, bytes) => sum + bytes, 0) / part.length / 1e6);
});
print(`${requests} requests of ${load.tokens} events in ${cost.wallSeconds.toFixed(0)} s, exit code ${cost.code}`);
print(`  succeeded ${distributions.latency.count}, ${scalars.request_throughput.toFixed(0)} req/s`);
print(`  ${validity.verdict}: ${validity.reasons.join("; ")}`);
print(`  resident MB, mean of each tenth: ${tenths.join(", ")}; at most ${Math.round(Math.max(...rssBytes) / 1e6)}`);
