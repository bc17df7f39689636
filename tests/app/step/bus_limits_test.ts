import { deepStrictEqual, match, rejects, strictEqual, throws } from "node:assert/strict";
import { BusFit } from "../../../src/app/step/bus_limits.ts";
import type { WorkItem } from "../../../src/core/work_item.ts";
import { makeItem } from "../../support/make_item.ts";

async function* makeItems(sizes: readonly number[]): AsyncGenerator<WorkItem> {
  for (const [index, size] of sizes.entries()) {
    await Promise.resolve();
    yield { ...makeItem({ index }), body: new Uint8Array(size) };
  }
}

async function fitOf(sizes: readonly number[], bytesPerSecond: number): Promise<BusFit> {
  const fit = new BusFit({ maxBodyBytes: 200_000, bytesPerSecond });
  const passed: number[] = [];
  for await (const { body } of fit.guard(makeItems(sizes))) passed.push(body.byteLength);
  deepStrictEqual(passed, sizes);
  return fit;
}

Deno.test("a body that does not fit through the bus ends the run", async () => {
  await rejects(fitOf([10, 200_001], 1e6), { name: "UsageError", message: /Request 1 has 200001 bytes, and the bus/ });
});

Deno.test("a rate that the bus cannot carry is refused before it is sent, in figures", async () => {
  const fit = await fitOf([100_000, 100_000], 10e6);
  strictEqual(fit.check({ rate: 50 }), null);
  throws(() => fit.check({ rate: 100 }), {
    name: "UsageError",
    message: "100 requests a second of 100.0 kB are 10.0 MB a second, and the bus was seen to carry 10.0 MB",
  });
});

Deno.test("how long the first requests take the bus is told where it is long", async () => {
  const fit = await fitOf(Array<number>(200).fill(100_000), 10e6);
  match(
    fit.check({ rate: null }) ?? "",
    /^The first 200 requests \(20\.0 MB\) take the bus 2\.0 s: .* 100 such requests/,
  );
  strictEqual((await fitOf([], 1)).check({ rate: 5 }), null);
});
