import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { SIMULATE_TABLE } from "../../src/config/simulate_options.ts";
import { UsageError } from "../../src/core/errors.ts";
import { fixed } from "../../src/core/value_distribution.ts";
import { readReplySettings, readSetting } from "../../src/simulator/settings/setting_readers.ts";
import { toSimulatorOptions } from "../../src/simulator/settings/read_options.ts";
import { DEFAULT_SIMULATOR_OPTIONS } from "../../src/simulator/simulator_options.ts";

/** Options of the command that do not concern the server itself. */
const COMMAND_ONLY = ["truth", "stats", "exit_with_stdin"];

Deno.test("the defaults of the command line are those of the simulator", () => {
  const values = Object.fromEntries(Object.values(SIMULATE_TABLE).map((option) => [option.key, option.defaultValue]));
  deepStrictEqual(toSimulatorOptions(values), DEFAULT_SIMULATOR_OPTIONS);
});

Deno.test("every option of the command line reaches the simulator", () => {
  for (const { key, defaultValue } of Object.values(SIMULATE_TABLE)) {
    if (!COMMAND_ONLY.includes(key)) ok(readSetting(key, defaultValue) !== null, key);
  }
});

Deno.test("toSimulatorOptions() reads numbers and text alike", () => {
  const options = toSimulatorOptions({ ttft: "50ms", itl: 5, tokens: "uniform:10:20", capacity: "12", crlf: true });
  deepStrictEqual(options, {
    ...DEFAULT_SIMULATOR_OPTIONS,
    ttftMs: fixed(50),
    itlMs: fixed(5),
    tokens: { kind: "uniform", min: 10, max: 20 },
    capacity: 12,
    crlf: true,
  });
});

Deno.test("toSimulatorOptions() reads lists of faults and of stalls", () => {
  const options = toSimulatorOptions({ fault: ["cut=5%", "status:500=0.1"], stall_at: ["1:2.5"], model: ["a", "b"] });
  deepStrictEqual(options.faults.map(({ name, share }) => [name, share]), [["cut", 0.05], ["status", 0.1]]);
  deepStrictEqual(options.stalls, [{ startMs: 1000, endMs: 2500 }]);
  deepStrictEqual(options.models, ["a", "b"]);
});

Deno.test("toSimulatorOptions() names all mistakes at once", () => {
  const mistakes = {
    ttft: "soon",
    capacity: 0,
    fault: ["trunc=0.1"],
    stall_at: ["5:3"],
    usage: "maybe",
    cached_share: 2,
    split_writes: "perhaps",
  };
  throws(() => toSimulatorOptions(mistakes), (error) => {
    ok(error instanceof UsageError);
    const flags = error.problems.map(({ message }) => /for (--[a-z-]+):/.exec(message)?.[1]);
    deepStrictEqual(flags, Object.keys(mistakes).map((key) => `--${key.replaceAll("_", "-")}`));
    return true;
  });
});

Deno.test("toSimulatorOptions() refuses faults whose shares add up to more than all requests", () => {
  throws(() => toSimulatorOptions({ fault: ["cut=0.7", "reset=0.4"] }), /add up to 1\.1/);
});

Deno.test("readReplySettings() reads the header of a request", () => {
  deepStrictEqual(readReplySettings("ttft=5,itl=exp:1,tokens=8, tool-call"), {
    value: { ttftMs: fixed(5), itlMs: { kind: "exponential", mean: 1 }, tokens: fixed(8), toolCall: true },
  });
});

Deno.test("readReplySettings() lets no request change the server", () => {
  for (const header of ["capacity=3", "host=::", "", "tokens=x"]) {
    ok("expected" in readReplySettings(header), header);
  }
});
