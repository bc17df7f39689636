import { deepStrictEqual, ok } from "node:assert";
import { HostWatch, parseNvidiaSmi } from "../../src/telemetry/host_watch.ts";
import { createClock } from "../../src/core/clock.ts";

Deno.test("parseNvidiaSmi() reads a GPU a line; what is not said is null", () => {
  deepStrictEqual(parseNvidiaSmi("0, 97, 70000, 81559, 650.12\n1, [N/A], 5, 81559, [N/A]\n"), [
    {
      index: 0,
      busyShare: 0.97,
      memoryUsedBytes: 70000 * 2 ** 20,
      memoryTotalBytes: 81559 * 2 ** 20,
      powerWatts: 650.12,
    },
    { index: 1, busyShare: null, memoryUsedBytes: 5 * 2 ** 20, memoryTotalBytes: 81559 * 2 ** 20, powerWatts: null },
  ]);
  deepStrictEqual(parseNvidiaSmi(""), []);
});

Deno.test("HostWatch gives at least the last moment of this machine", async () => {
  const moments = await new HostWatch(createClock()).finish();
  const last = moments.at(-1);
  ok(last !== undefined);
  ok(last.cpuShare >= 0 && last.cpuShare <= 1, String(last.cpuShare));
  ok(last.memoryUsedBytes > 0 && last.memoryUsedBytes < last.memoryTotalBytes);
});
