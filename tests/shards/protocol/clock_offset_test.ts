import { ok, strictEqual } from "node:assert";
import { estimateClockOffset } from "../../../src/shards/protocol/clock_offset.ts";
import { fc } from "../../support/property.ts";

const WAY = fc.double({ min: 0, max: 50, noNaN: true });

Deno.test("estimateClockOffset() is off by no more than it says, however slow and lopsided the ways are", () => {
  const ways = fc.array(fc.record({ there: WAY, back: WAY }), { minLength: 1, maxLength: 20 });
  const offsets = fc.double({ min: -1e7, max: 1e7, noNaN: true });
  fc.assert(fc.property(ways, offsets, (exchanges, trueOffsetMs) => {
    let nowMs = 0;
    const samples = exchanges.map(({ there, back }) => {
      const askedAtMs = nowMs;
      const agentAtMs = askedAtMs + there - trueOffsetMs;
      nowMs = askedAtMs + there + back;
      return { askedAtMs, agentAtMs, answeredAtMs: nowMs };
    });
    const { offsetMs, errorMs } = estimateClockOffset(samples);
    ok(Math.abs(offsetMs - trueOffsetMs) <= errorMs + 1e-6);
    strictEqual(errorMs, Math.min(...samples.map(({ askedAtMs, answeredAtMs }) => answeredAtMs - askedAtMs)) / 2);
  }));
});
