import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { createRandom } from "../../../src/core/random.ts";
import { drawFault, FAULT_NAMES, parseFault, parseFaultShare } from "../../../src/simulator/settings/fault.ts";

Deno.test("parseFault() reads names with and without arguments", () => {
  deepStrictEqual(parseFault("truncate"), { value: { name: "truncate", argument: null } });
  deepStrictEqual(parseFault("reset:5"), { value: { name: "reset", argument: 5 } });
  deepStrictEqual(parseFault("status:503"), { value: { name: "status", argument: 503 } });
  deepStrictEqual(parseFault("slow_headers:200ms"), { value: { name: "slow_headers", argument: 200 } });
});

Deno.test("parseFault() refuses what it cannot give", () => {
  for (const text of ["trunc", "status", "status:299", "slow_headers", "reset:many", "empty:3", "reset:1:2"]) {
    ok("expected" in parseFault(text), text);
  }
});

Deno.test("every fault can be asked for", () => {
  for (const name of FAULT_NAMES) {
    const argument = { status: ":500", slow_headers: ":5" }[name as string] ?? "";
    ok("value" in parseFault(name + argument), name);
  }
});

Deno.test("parseFaultShare() reads shares and percentages", () => {
  deepStrictEqual(parseFaultShare("truncate=0.05"), { value: { name: "truncate", argument: null, share: 0.05 } });
  deepStrictEqual(parseFaultShare("status:503=10%"), { value: { name: "status", argument: 503, share: 0.1 } });
  for (const text of ["truncate", "truncate=", "truncate=1.5", "truncate=101%", "=0.5"]) {
    ok("expected" in parseFaultShare(text), text);
  }
});

Deno.test("drawFault() gives each fault to its share of requests", () => {
  const faults = [
    { name: "cut", argument: null, share: 0.1 },
    { name: "status", argument: 503, share: 0.3 },
  ] as const;
  const random = createRandom(3);
  const counts: Record<string, number> = { cut: 0, status: 0, none: 0 };
  for (let i = 0; i < 10_000; i++) {
    const name = drawFault(faults, random)?.name ?? "none";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  ok(Math.abs((counts.cut ?? 0) - 1000) < 120, `${counts.cut}`);
  ok(Math.abs((counts.status ?? 0) - 3000) < 200, `${counts.status}`);
});

Deno.test("drawFault() gives every request a fault when the shares add up to 1", () => {
  const random = createRandom(3);
  const faults = [{ name: "empty", argument: null, share: 1 }] as const;
  for (let i = 0; i < 100; i++) strictEqual(drawFault(faults, random)?.name, "empty");
});
