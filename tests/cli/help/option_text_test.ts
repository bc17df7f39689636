import { deepStrictEqual } from "node:assert";
import { formatDefault, formatFlag } from "../../../src/cli/help/option_text.ts";
import { PERF_TABLE } from "../../../src/config/options/perf_options.ts";

Deno.test("formatFlag() shows short flags, values and lists", () => {
  const { number, stream, stop, name, debug } = PERF_TABLE;
  deepStrictEqual([number, stream, stop, name, debug].map(formatFlag), [
    "-n, --number N...",
    "--[no-]stream",
    "--stop [TEXT...]",
    "--name TEXT",
    "--debug",
  ]);
});

Deno.test("formatDefault() shows defaults with units, and nothing where there is none", () => {
  const { number, stream, model, debug, total_timeout, read_timeout, headers, seed, top_p } = PERF_TABLE;
  deepStrictEqual(
    [number, stream, model, debug, total_timeout, read_timeout, headers, seed, top_p].map(formatDefault),
    [
      "default: 1000 requests; without end where --duration or --stages end the point",
      "default: on",
      "default: the one that the service lists",
      null,
      "default: 21600 s",
      "in s; default: none",
      null,
      "default: drawn, and written to run.json",
      null,
    ],
  );
});
