import { deepStrictEqual, match, ok } from "node:assert";
import { COMMANDS } from "../../src/cli/command_tree.ts";
import type { Command } from "../../src/cli/command.ts";
import type { OptionSpec } from "../../src/config/option_spec.ts";
import { parseOptions } from "../../src/config/parsing/parse_options.ts";
import { type Problem, UsageError } from "../../src/core/errors.ts";
import { parseGates } from "../../src/metrics/comparison/gate.ts";
import { toSimulatorOptions } from "../../src/simulator/settings/read_options.ts";

/** What no option can mean, but for those that take any text. */
const JUNK = [
  ...["", " ", "\0", "-5", "-1", "0", "1.5", "NaN", "inf", "1e999", "1e15", "99999999999999999999"],
  ...["abc", "--", "[]", "{}"],
];

/** Names, paths and keys: whatever is not blank may be one. */
const TEXTS: ReadonlySet<string> = new Set([
  "report --output",
  "show --point",
  "sync --wandb-api-key",
  "sync --swanlab-api-key",
  "calibrate --cache-dir",
  ...["host", "model", "api-key", "truth"].map((flag) => `simulate --${flag}`),
  ...["creds", "ca", "token", "name", "allow-target", "keep"].map((flag) => `agent --${flag}`),
  ...["store", "init", "name", "keys", "token"].map((flag) => `bus --${flag}`),
]);

/** Which of the values the others take, and so what these mean: a free port, as many as pay, none, no pause. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  "watch --port": ["0"],
  "simulate --port": ["0"],
  "simulate --seed": ["0"],
  "simulate --ttft": ["0", "1.5"],
  "simulate --itl": ["0", "1.5"],
  "simulate --tokens": ["1.5"],
  "simulate --reasoning-tokens": ["0", "1.5"],
  "simulate --prefill-speed": ["1.5", "1e15"],
  "simulate --capacity": ["1.5", "1e15"],
  "simulate --cached-share": ["0"],
  "simulate --keep-alive-comments": ["1.5"],
  "calibrate --rate": ["1.5", "1e15"],
  "calibrate --tokens": ["1.5"],
  "calibrate --ttft": ["0", "1.5"],
  "calibrate --itl": ["0", "1.5"],
  "calibrate --shards": ["0"],
  "calibrate --fail-above": ["1.5", "1e15"],
  "agent --shards": ["0"],
  "agent --wait": ["0", "1.5"],
};

/** Commands that read texts of their options themselves, before they do anything. */
const READ_LATER: Readonly<Record<string, (values: Readonly<Record<string, unknown>>) => unknown>> = {
  simulate: toSimulatorOptions,
  calibrate: ({ tokens, ttft, itl }) => toSimulatorOptions({ tokens, ttft, itl }),
  compare: ({ fail_on: rules }) => parseGates(rules as readonly string[]),
};

// Of `perf` tests/config/options asks the same, and `dataset` takes its options.
for (const command of COMMANDS.filter(({ name }) => name !== "perf")) {
  for (const spec of (await command.loadOptions()).filter(({ arity }) => arity !== "flag" && arity !== "tristate")) {
    const name = `${command.name} --${spec.flag}`;
    Deno.test(`${name} takes a negative, empty, huge or senseless value only where it means something`, async () => {
      const specs = await command.loadOptions();
      const taken = JUNK.filter((value) => problemsOf(command, { spec, specs, value }).length === 0);
      const blank = ["", " ", "\0"];
      deepStrictEqual(taken, TEXTS.has(name) ? JUNK.filter((value) => !blank.includes(value)) : TAKEN[name] ?? []);
    });
  }
}

interface Given {
  readonly spec: OptionSpec;
  readonly specs: readonly OptionSpec[];
  readonly value: string;
}

/** Whatever is refused is refused by name, and with what would be right. */
function problemsOf({ name }: Command, { spec, specs, value }: Given): readonly Problem[] {
  const parsed = parseOptions(specs, [`--${spec.flag}=${value}`], {});
  const problems = parsed.problems.length > 0 ? parsed.problems : problemsLater(name, parsed.values);
  for (const { message } of problems) match(message, new RegExp(`for --${spec.flag}: `));
  return problems;
}

function problemsLater(name: string, values: Readonly<Record<string, unknown>>): readonly Problem[] {
  try {
    READ_LATER[name]?.(values);
    return [];
  } catch (error) {
    ok(error instanceof UsageError, String(error));
    return error.problems;
  }
}
