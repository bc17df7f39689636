import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readByShell } from "../../../src/app/run/system_files.ts";
import { readMachineLimits, toMachineLimits } from "../../../src/app/run/machine_limits.ts";

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             5000                 5000                 processes
Max open files            1024                 524288               files
`;

function quotaOf(files: Readonly<Record<string, string>>): number | null {
  return toMachineLimits((path) => files[path] ?? null).cpuQuota;
}

Deno.test("limits are read from the system's own files", () => {
  const files: Readonly<Record<string, string>> = {
    "/proc/self/limits": LIMITS,
    "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
  };
  const { openFiles, localPorts, cpuQuota } = toMachineLimits((path) => files[path] ?? null);
  deepStrictEqual([openFiles, localPorts, cpuQuota], [1024, 28_232, null]);
});

Deno.test("a system without these files tells its cores alone", () => {
  const { openFiles, localPorts, cpuQuota, cores } = toMachineLimits(() => null);
  deepStrictEqual([openFiles, localPorts, cpuQuota], [null, null, null]);
  ok(cores >= 1);
});

Deno.test("the quota of cgroup v2 is the least on the way to the root", () => {
  const files = {
    "/proc/self/cgroup": "0::/pod/box\n",
    "/sys/fs/cgroup/pod/box/cpu.max": "max 100000\n",
    "/sys/fs/cgroup/pod/cpu.max": "150000 100000\n",
    "/sys/fs/cgroup/cpu.max": "400000 100000\n",
  };
  strictEqual(quotaOf(files), 1.5);
  strictEqual(quotaOf({ ...files, "/sys/fs/cgroup/pod/cpu.max": "max 100000\n" }), 4);
});

Deno.test("the quota of cgroup v1 is that of its CPU group; below 0 there is none", () => {
  const files = {
    "/proc/self/cgroup": "4:memory:/m\n3:cpu,cpuacct:/docker/1\n",
    "/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_quota_us": "50000\n",
    "/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_period_us": "100000\n",
  };
  strictEqual(quotaOf(files), 0.5);
  strictEqual(quotaOf({ ...files, "/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_quota_us": "-1\n" }), null);
});

Deno.test({
  name: "Linux tells its limits to a program that may not read its files itself",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { usedFiles, ...byLibrary } = await readMachineLimits();
    const { usedFiles: usedByShell, ...byShell } = toMachineLimits(await readByShell());
    deepStrictEqual(byLibrary, byShell);
    const { openFiles, localPorts } = byLibrary;
    for (const used of [usedFiles, usedByShell]) {
      ok(openFiles !== null && used !== null && used > 2 && used < openFiles, `${used}/${openFiles}`);
    }
    ok(localPorts !== null && localPorts > 0, String(localPorts));
  },
});
