import type { LoopUsage } from "../agent/agent_host.ts";

/** Reads what the calling thread has used: its CPU time and its own heap. */
export function readLoopUsage(): LoopUsage {
  return { cpuSeconds: readCpuSeconds(), heapBytes: Deno.memoryUsage().heapUsed };
}

interface ThreadUsage {
  readonly user: number;
  readonly system: number;
}

/** Only newer versions of the platform tell the CPU time of one thread. */
function readCpuSeconds(): number | null {
  const platform = globalThis as { process?: { threadCpuUsage?: () => ThreadUsage } };
  const used = platform.process?.threadCpuUsage?.();
  return used === undefined ? null : (used.user + used.system) / 1e6;
}
