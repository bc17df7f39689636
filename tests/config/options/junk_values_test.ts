import { deepStrictEqual, ok } from "node:assert";
import { PERF_OPTIONS } from "../../../src/config/options/perf_options.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import { UsageError } from "../../../src/core/errors.ts";

/** What no option can mean, but for those that take any text. */
const JUNK = [
  "",
  " ",
  "\0",
  "-5",
  "-1",
  "0",
  "1.5",
  "NaN",
  "inf",
  "1e999",
  "99999999999999999999",
  "abc",
  "--",
  "[]",
  "{}",
];

/** Names, paths, keys and texts: whatever is not blank may be one. */
const TEXTS: readonly string[] = [
  ..."model attn-implementation tokenizer-path python unix-socket name alias outputs-dir cache-dir hub-token".split(
    " ",
  ),
  ..."baseline api-key proxy stop goodput wandb-api-key swanlab-api-key bus-creds bus-ca bus-token bus-keys"
    .split(" "),
];

/** Which of the values the others take, and so what these mean: 0 for "no limit", "none" or "free", -1 for "unlimited". */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  "connect-timeout": ["0", "1.5"],
  "read-timeout": ["0", "1.5"],
  "total-timeout": ["0", "1.5"],
  "idle-timeout": ["0", "1.5"],
  preconnect: ["0"],
  wait: ["0", "1.5"],
  rate: ["-1", "1.5"],
  "warmup-num": ["0", "1.5"],
  "sleep-interval": ["0", "1.5"],
  duration: ["1.5"],
  shards: ["0"],
  "ramp-up": ["1.5"],
  "agents-wait": ["0", "1.5"],
  "max-error-rate": ["0"],
  "max-failed": ["0"],
  "sla-params": ["[]", "{}"],
  "sla-upper-bound": ["1.5"],
  "sla-lower-bound": ["1.5"],
  "sla-number-multiplier": ["1.5"],
  "sla-tolerance": ["0"],
  "sla-success-rate": ["0"],
  "db-commit-interval": ["0"],
  "num-workers": ["0"],
  "log-every-n-query": ["0"],
  "otlp-sample": ["0"],
  "metrics-port": ["0"],
  ui: ["0"],
  "min-prompt-length": ["0"],
  "prefix-length": ["0"],
  // An empty prompt is none.
  prompt: JUNK.filter((value) => value !== "\0"),
  "query-template": ["{}"],
  "dataset-offset": ["0"],
  "dataset-args": ["{}"],
  "frequency-penalty": ["-5", "-1", "0", "1.5"],
  "repetition-penalty": ["1.5"],
  "output-len": ["1.5"],
  "min-tokens": ["0"],
  seed: ["-5", "-1", "0"],
  "stop-token-ids": ["0"],
  "max-tokens": ["0"],
  temperature: ["-5", "-1", "0", "1.5"],
  "top-k": ["-1", "0"],
  "extra-args": ["{}"],
  "multi-turn-args": ["{}"],
  "think-time": ["0", "1.5"],
};

/** Files of the user's, which take time to read: their own tests do. */
const IS_READ_LATER: readonly string[] = ["config", "resume"];

const VALUED = PERF_OPTIONS.filter(({ flag, arity }) => {
  return arity !== "flag" && arity !== "tristate" && !IS_READ_LATER.includes(flag);
});

for (const { flag } of VALUED) {
  Deno.test(`--${flag} takes a negative, empty, huge or senseless value only where it means something`, () => {
    const taken = JUNK.filter((value) => isTaken(flag, value));
    if (TEXTS.includes(flag)) ok(!taken.includes(""), `--${flag} takes nothing at all`);
    else deepStrictEqual(taken, TAKEN[flag] ?? []);
  });
}

/** Whatever is refused is refused by name. */
function isTaken(flag: string, value: string): boolean {
  try {
    resolvePerfPlan(["--model", "m", `--${flag}=${value}`], { HOME: "/home/u" });
    return true;
  } catch (error) {
    ok(error instanceof UsageError, String(error));
    ok(error.problems.length > 0 && error.message.includes("--"), error.message);
    return false;
  }
}
