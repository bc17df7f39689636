import { deepStrictEqual, match } from "node:assert";
import { parseYaml } from "../../../src/config/file/yaml_text.ts";

Deno.test("an alias that refers to itself is told, and so are aliases that make a document too large", () => {
  const cycle = parseYaml("perf: &a\n  model: m\n  headers: *a\n");
  deepStrictEqual("reason" in cycle && cycle.reason, "an alias in it refers to itself");
  const levels = Array.from(
    { length: 9 },
    (_, i) => `l${i + 1}: &l${i + 1} [${new Array(9).fill(`*l${i}`).join(", ")}]`,
  );
  const bomb = parseYaml(["l0: &l0 [x, x, x]", ...levels].join("\n"));
  match(String("reason" in bomb && bomb.reason), /too large/);
});

Deno.test("aliases in moderation are read", () => {
  deepStrictEqual(parseYaml("a: &x [1]\nb: *x\n"), { data: { a: [1], b: [1] } });
});
