import { deepStrictEqual, ok } from "node:assert";
import { PERF_OPTIONS, PERF_TABLE } from "../../../src/config/options/perf_options.ts";

Deno.test("each option of perf stands under its own key, and no name means two options", () => {
  deepStrictEqual(Object.entries(PERF_TABLE).filter(([key, spec]) => key !== spec.key), []);
  const names = PERF_OPTIONS.flatMap(({ flag, aliases = [], arity }) =>
    [flag, ...aliases].flatMap((name) => arity === "tristate" ? [name, `no-${name}`] : [name])
  );
  deepStrictEqual(names.filter((name, index) => names.indexOf(name) !== index), []);
});

Deno.test("each flag of perf is its key with dashes", () => {
  deepStrictEqual(PERF_OPTIONS.filter(({ flag, key }) => flag !== key.replaceAll("_", "-")), []);
});

Deno.test("each option of perf that takes a value says what stands for it, and no sentence ends with a full stop", () => {
  for (const { flag, arity, placeholder, help } of PERF_OPTIONS) {
    const isSwitch = arity === "flag" || arity === "tristate";
    ok(isSwitch || placeholder !== undefined, flag);
    ok(!help.endsWith("."), flag);
  }
});
