import type { RunPlan } from "../../config/run_plan.ts";
import type { Problem } from "../../core/errors.ts";
import type { MachineLimits } from "../run/machine_limits.ts";

/** How a plan goes with what this machine allows. */
export interface PlanFit {
  /** Why it cannot be carried out. */
  readonly problems: readonly Problem[];
  /** What may come out otherwise than was asked. */
  readonly warnings: readonly string[];
}

/** Files besides connections that a run opens while it runs: databases, results, event loops. */
const SPARE_FILES = 16;
const FILES_PER_LOOP = 8;
/** Without these nothing runs at all. */
const LEAST_FILES = 4;

/** Holds the connections and loops of a plan against the files, ports and cores that there are. */
export function checkPlanFit(plan: RunPlan, limits: MachineLimits, loops: number): PlanFit {
  const most = mostConnections(plan);
  const findings = [...fitFiles(most, limits, loops), ...fitPorts(most, limits, plan)];
  // A search ends below what cannot be carried, as the failures are the client's.
  const isSure = ({ isImpossible }: Finding) => isImpossible && plan.sla === null;
  return {
    problems: findings.filter(isSure),
    warnings: [
      ...findings.filter((finding) => !isSure(finding)).map(({ message, hint }) => `${message}: ${hint}`),
      ...fitCores(limits, loops),
    ],
  };
}

interface Finding {
  readonly message: string;
  readonly hint: string;
  /** It cannot be carried out; else it may be. */
  readonly isImpossible: boolean;
}

/** At once, over all points; a closed loop has one for each slot, an open one as many as it comes to. */
function mostConnections({ steps, sla }: RunPlan): number {
  if (sla?.variable === "parallel") return sla.upperBound;
  return Math.max(0, ...steps.map(({ parallel, number }) => Math.min(parallel ?? 0, number ?? Infinity)));
}

function fitFiles(most: number, { openFiles, usedFiles }: MachineLimits, loops: number): readonly Finding[] {
  const used = usedFiles ?? 0;
  const others = used + SPARE_FILES + FILES_PER_LOOP * loops;
  if (openFiles === null || most + others <= openFiles) return [];
  const raise = `raise the limit (ulimit -n ${2 ** Math.ceil(Math.log2(most + others))})`;
  return [{
    message: `${most} requests at once need as many connections and about ${others} files besides, and this process ` +
      `may have ${openFiles} open`,
    hint: openFiles > others ? `${raise}, or ask for at most ${openFiles - others} at once` : raise,
    // Some of the load can be sent: how much of it could not is told as the client's own failures.
    isImpossible: used + LEAST_FILES >= openFiles,
  }];
}

/** Connections to one address must differ in their local ports. */
function fitPorts(most: number, { localPorts }: MachineLimits, { target }: RunPlan): readonly Finding[] {
  if (localPorts === null || target.connection.unixSocket !== null || most <= localPorts) return [];
  return [{
    message: `${most} requests at once need as many local ports to one address, and this machine has ${localPorts}`,
    hint: "widen net.ipv4.ip_local_port_range, or ask for less at once",
    isImpossible: true,
  }];
}

function fitCores({ cpuQuota, cores }: MachineLimits, loops: number): readonly string[] {
  if (cpuQuota === null || cpuQuota >= Math.min(cores, loops)) return [];
  return [
    `This container may use ${cpuQuota.toFixed(2)} cores, and ${
      loops === 1 ? "an event loop" : `${loops} event loops`
    } ` +
    "can need more: the client may be the limit, which the verdict on each point tells",
  ];
}
