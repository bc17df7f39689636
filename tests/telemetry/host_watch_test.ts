import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { GpuWatch, parseDcgm, parseNvidiaSmi } from "../../src/telemetry/gpu_reader.ts";
import { HostWatch } from "../../src/telemetry/host_watch.ts";
import { parseMetricsPage } from "../../src/telemetry/service/metrics_text.ts";
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

/** The discard port: nothing listens there. */
const NOTHING_THERE = "http://127.0.0.1:9/metrics";

const DCGM_PAGE = [
  ...["# HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).", "# TYPE DCGM_FI_DEV_GPU_UTIL gauge"],
  'DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-b",device="nvidia1",modelName="A",Hostname="h"} 0',
  'DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-a",device="nvidia0",modelName="A",Hostname="h"} 97',
  'DCGM_FI_DEV_FB_FREE{gpu="0",UUID="GPU-a",device="nvidia0",modelName="A",Hostname="h"} 11000',
  'DCGM_FI_DEV_FB_USED{gpu="0",UUID="GPU-a",device="nvidia0",modelName="A",Hostname="h"} 70000',
  'DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-a",device="nvidia0",modelName="A",Hostname="h"} 650.1',
  "",
].join("\n");

Deno.test("parseDcgm() reads the standard set of an exporter, a GPU a label; what is not said is null", () => {
  deepStrictEqual(parseDcgm(parseMetricsPage(DCGM_PAGE)), [
    {
      index: 0,
      busyShare: 0.97,
      memoryUsedBytes: 70000 * 2 ** 20,
      memoryTotalBytes: 81000 * 2 ** 20,
      powerWatts: 650.1,
    },
    { index: 1, busyShare: 0, memoryUsedBytes: null, memoryTotalBytes: null, powerWatts: null },
  ]);
});

Deno.test("GpuWatch asks an exporter of DCGM where there is no nvidia-smi, and nobody twice in vain", async () => {
  let asked = 0;
  let page = DCGM_PAGE;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    asked++;
    return new Response(page);
  });
  const url = `http://127.0.0.1:${server.addr.port}/metrics`;
  const watch = new GpuWatch(url, "no-such-nvidia-smi");
  strictEqual((await watch.read()).length, 2);
  page = "go_goroutines 9\n";
  strictEqual((await new GpuWatch(url, "no-such-nvidia-smi").read()).length, 0);
  const without = new GpuWatch(url, "no-such-nvidia-smi");
  for (let take = 0; take < 3; take++) deepStrictEqual(await without.read(), []);
  strictEqual(asked, 3);
});

Deno.test("HostWatch gives at least the last moment of this machine", async () => {
  const moments = await new HostWatch(createClock(), NOTHING_THERE).finish();
  const last = moments.at(-1);
  ok(last !== undefined);
  ok(last.cpuShare >= 0 && last.cpuShare <= 1, String(last.cpuShare));
  ok(last.memoryUsedBytes > 0 && last.memoryUsedBytes < last.memoryTotalBytes);
});
