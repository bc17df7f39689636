import { type Finding, type Judged, showMs } from "./rule.ts";

/** A coordinator that is so late all the time deals items late, too, and takes records in late. */
const LATE_P50_MS = 50;
/** Where the stream is full, agents keep what they have: until there nothing is lost. */
const FULL_SHARE = 0.5;
const LEAST_DISK_BYTES = 1e9;

/** With many machines the one that deals the load carries none, but must keep up with what comes back. */
export function judgeCoordinator({ health: { coordinator, mainLagP50Ms } }: Judged): Finding | null {
  if (coordinator === null) return null;
  const { peakWaitingBytes, maxWaitingBytes, freeDiskBytes } = coordinator;
  const reasons: string[] = [];
  if (mainLagP50Ms !== null && mainLagP50Ms > LATE_P50_MS) {
    reasons.push(`its event loop was ${showMs(mainLagP50Ms)} late in the median, and deals requests late by as much`);
  }
  if (peakWaitingBytes > FULL_SHARE * maxWaitingBytes) {
    reasons.push(
      `${toMegabytes(peakWaitingBytes)} of records waited in the bus, which keeps ${toMegabytes(maxWaitingBytes)}`,
    );
  }
  if (freeDiskBytes !== null && freeDiskBytes < LEAST_DISK_BYTES) {
    reasons.push(`the disk of the results has ${toMegabytes(freeDiskBytes)} left`);
  }
  if (reasons.length === 0) return null;
  return {
    verdict: "degraded",
    reason:
      `The coordinator does not keep up: ${reasons.join("; ")}. Give it a core of its own, ask for less load, or ` +
      "leave the texts out (--no-store-content)",
  };
}

function toMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
