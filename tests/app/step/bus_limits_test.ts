import { match, strictEqual, throws } from "node:assert/strict";
import { BusFit } from "../../../src/app/step/bus_limits.ts";
import { makeItem } from "../../support/make_item.ts";

function fitOf(sizes: readonly number[], bytesPerSecond: number): BusFit {
  const fit = new BusFit({ maxBodyBytes: 200_000, bytesPerSecond });
  for (const [index, size] of sizes.entries()) fit.note({ ...makeItem({ index }), body: new Uint8Array(size) });
  return fit;
}

Deno.test("a body that does not fit through the bus ends the run", () => {
  throws(() => fitOf([10, 200_001], 1e6), {
    name: "UsageError",
    message: "Request 1 has 200001 bytes, and the bus carries 200000",
  });
});

Deno.test("a rate that the bus cannot carry is refused before it is sent, in figures", () => {
  const fit = fitOf([100_000, 100_000], 10e6);
  strictEqual(fit.check({ rate: 50 }), null);
  throws(() => fit.check({ rate: 100 }), {
    name: "UsageError",
    message: "100 requests a second of 100.0 kB are 10.0 MB a second, and the bus was seen to carry 10.0 MB",
  });
});

Deno.test("how long the first requests take the bus is told where it is long", () => {
  const fit = fitOf(Array<number>(200).fill(100_000), 10e6);
  match(
    fit.check({ rate: null }) ?? "",
    /^The first 200 requests \(20\.0 MB\) take the bus 2\.0 s: .* 100 such requests/,
  );
  strictEqual(fitOf([], 1).check({ rate: 5 }), null);
});
