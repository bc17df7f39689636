import { OPEN_FILES, withSystemFiles } from "./system_files.ts";
import type { ReadText } from "./system_files.ts";

/** What this machine lets the program have; `null`: the system does not say. */
export interface MachineLimits {
  /** Files, sockets among them, that this process may have open (`ulimit -n`), and those it has. */
  readonly openFiles: number | null;
  readonly usedFiles: number | null;
  /** Local ports for connections: so many can stand to one address of a service. */
  readonly localPorts: number | null;
  readonly cores: number;
  /** Cores' worth of time that the container may use; `null`: as much as there is. */
  readonly cpuQuota: number | null;
}

/** Reads the limits of this machine, Linux's from its own files; elsewhere only the cores are known. */
export async function readMachineLimits(): Promise<MachineLimits> {
  return Deno.build.os === "linux" ? await withSystemFiles(toMachineLimits) : toMachineLimits(() => null);
}

/** Makes limits of the system's files. */
export function toMachineLimits(readText: ReadText): MachineLimits {
  const [, openFiles = ""] = /^Max open files\s+(\d+)/m.exec(readText("/proc/self/limits") ?? "") ?? [];
  const [, from = "", to = ""] = /^(\d+)\s+(\d+)/.exec(readText("/proc/sys/net/ipv4/ip_local_port_range") ?? "") ?? [];
  const usedFiles = readText(OPEN_FILES);
  return {
    openFiles: openFiles === "" ? null : Number(openFiles),
    usedFiles: usedFiles === null ? null : Number(usedFiles),
    localPorts: to === "" ? null : Number(to) - Number(from) + 1,
    cores: navigator.hardwareConcurrency,
    cpuQuota: readCpuQuota(readText),
  };
}

/** The least quota on the way from this process's group to the root: of cgroup v2, else of v1. */
function readCpuQuota(readText: ReadText): number | null {
  const groups = (readText("/proc/self/cgroup") ?? "").split("\n").map((line) => line.split(":"));
  const pathOf = (isOurs: (controllers: string) => boolean) =>
    groups.find(([, controllers = ""]) => isOurs(controllers))?.slice(2).join(":") ?? "/";
  const unified = pathOf((controllers) => controllers === "");
  const own = pathOf((controllers) => controllers.split(",").includes("cpu"));
  const quotas = [
    ...ancestorsOf(unified).map((group) => parseCpuMax(readText(`/sys/fs/cgroup${group}/cpu.max`))),
    ...["cpu", "cpu,cpuacct"].flatMap((mount) =>
      ancestorsOf(own).map((group) => {
        const folder = `/sys/fs/cgroup/${mount}${group}`;
        return toQuota(readText(`${folder}/cpu.cfs_quota_us`), readText(`${folder}/cpu.cfs_period_us`));
      })
    ),
  ].filter((quota) => quota !== null);
  return quotas.length === 0 ? null : Math.min(...quotas);
}

/** `/a/b` has the groups `/a/b`, `/a` and the root; a container sees its own group as the root. */
function ancestorsOf(path: string): readonly string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return Array.from(
    { length: parts.length + 1 },
    (_, index) => parts.slice(0, index).map((part) => `/${part}`).join(""),
  );
}

/** `cpu.max` holds the quota, or `max`, and the period in µs. */
function parseCpuMax(text: string | null): number | null {
  const [quota, period] = (text ?? "").trim().split(/\s+/);
  return toQuota(quota ?? null, period ?? null);
}

function toQuota(quota: string | null, period: string | null): number | null {
  const [quotaUs, periodUs] = [Number(quota ?? NaN), Number(period ?? NaN)];
  return quotaUs > 0 && periodUs > 0 ? quotaUs / periodUs : null;
}
