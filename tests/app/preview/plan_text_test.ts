import { deepStrictEqual, ok } from "node:assert";
import { describePlan } from "../../../src/app/preview/plan_text.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";

function linesOf(command: string): readonly string[] {
  const words = command.split(" ").filter((word) => word !== "");
  return describePlan(resolvePerfPlan(["--model", "m", "--prompt", "hi", "--seed", "7", ...words], { HOME: "/h" }));
}

/** A point's load and time in words. */
function pointOf(command: string): readonly string[] {
  return linesOf(command).filter((line) => line.startsWith("    ")).map((line) => line.trim());
}

const POINTS: Readonly<Record<string, readonly [load: string, time: string]>> = {
  "--parallel 2 --number 10": [
    "2 requests at once, the next as soon as one ends, 10 requests in all",
    "Takes depends on the service",
  ],
  "--duration 30": [
    "1 request at once, the next as soon as one ends, no new one after 30 s",
    "Takes 30 s until the last is sent",
  ],
  "--duration 30 --number 5 --grace 2": [
    "1 request at once, the next as soon as one ends, 5 requests in all, no new one after 30 s; " +
    "what still runs 2 s later is cut off",
    "Takes at most 30 s until the last is sent",
  ],
  "--rate 2 --number 21 --parallel 4 --arrival constant": [
    "2 requests/s on average, evenly spaced, 4 requests at once, 21 requests in all",
    "Takes at least 10 s until the last is sent",
  ],
  "--open-loop --rate 2 --number 21 --warmup-num 3 --burstiness 0.5": [
    "2 requests/s on average, at random times (gamma, burstiness 0.5), however many run, 21 requests in all, " +
    "after 3 warm-up requests",
    "Takes 11 s until the last is sent",
  ],
  "--open-loop --ramp 1:50:120": [
    "from 1 to 50 requests/s within 2 min, at random times (Poisson), however many run",
    "Takes 2 min until the last is sent",
  ],
  "--open-loop --stages 30s@5,60s@20,30s@5": [
    "5 requests/s for 30 s, then 20 requests/s for 60 s, then 5 requests/s for 30 s, at random times (Poisson), " +
    "however many run",
    "Takes 2 min until the last is sent",
  ],
  "--stages 30s@4,30s@8": [
    "4 requests at once for 30 s, then 8 requests at once for 30 s, the next as soon as one ends",
    "Takes 60 s until the last is sent",
  ],
  "--parallel 8 --ramp-up 20 --number 50": [
    "8 requests at once (reached one by one within 20 s), the next as soon as one ends, 50 requests in all",
    "Takes depends on the service",
  ],
};

for (const [command, [load, time]] of Object.entries(POINTS)) {
  Deno.test(`${command} in words`, () => {
    deepStrictEqual(pointOf(command), [load, time.replace("Takes depends", "Time depends")]);
  });
}

Deno.test("a plan in words names target, workload, results and objectives", () => {
  deepStrictEqual(
    linesOf("--parallel 1 2 --duration 10 --repeat 3 --goodput ttft:500 --goodput-min 95% --max-errors 3"),
    [
      "Model     m",
      "Service   http://127.0.0.1:8877/v1/chat/completions (openai)",
      "Workload  one prompt for all requests",
      "Seed      7",
      "Results   outputs/DATE_TIME/m",
      "Keeps     ttft <= 500 ms, by at least 95.0% of requests",
      "Stops     after 3 failed requests",
      "",
      "2 points, each 3 times, 5 s apart:",
      "  parallel_1_number_1000",
      "    1 request at once, the next as soon as one ends, no new one after 10 s",
      "    Takes 10 s until the last is sent",
      "  parallel_2_number_1000",
      "    2 requests at once, the next as soon as one ends, no new one after 10 s",
      "    Takes 10 s until the last is sent",
      "In all about 85 s",
    ],
  );
});

Deno.test("a search in words says how each criterion was understood", () => {
  const lines = linesOf('--sla-auto-tune --sla-params [{"p99_ttft":"<=500"}] --sla-variable rate --rate 2');
  ok(lines.includes(
    "Search for the highest number of requests per second from 1 to 65536, beginning at 2, sent on schedule however " +
      "many run, each load 3 times, that keeps",
  ));
  ok(
    lines.includes('  p99 TTFT <= 500 ms, written "p99_ttft": "<=500"; a number without unit is ms here'),
    lines.join("\n"),
  );
});
