import { groupNumber } from "../../core/grouped_number.ts";
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
  const reasons: (readonly [en: string, zh: string])[] = [];
  if (mainLagP50Ms !== null && mainLagP50Ms > LATE_P50_MS) {
    reasons.push([
      `its event loop was ${showMs(mainLagP50Ms)} late in the median, and deals requests late by as much`,
      `其事件循环的中位延迟为 ${showMs(mainLagP50Ms)}，分发请求也因此推迟`,
    ]);
  }
  if (peakWaitingBytes > FULL_SHARE * maxWaitingBytes) {
    const [waiting, kept] = [toMegabytes(peakWaitingBytes), toMegabytes(maxWaitingBytes)];
    reasons.push([
      `${waiting} of records waited in the bus, which keeps ${kept}`,
      `总线中积压了 ${waiting} 的记录，其上限为 ${kept}`,
    ]);
  }
  if (freeDiskBytes !== null && freeDiskBytes < LEAST_DISK_BYTES) {
    const left = toMegabytes(freeDiskBytes);
    reasons.push([`the disk of the results has ${left} left`, `结果所在磁盘仅剩 ${left}`]);
  }
  if (reasons.length === 0) return null;
  return {
    verdict: "degraded",
    reason:
      `The coordinator does not keep up: ${
        reasons.map(([en]) => en).join("; ")
      }. Give it a core of its own, ask for less load, or ` +
      "leave the texts out (--no-store-content)",
    reasonZh: `协调者跟不上：${reasons.map(([, zh]) => zh).join("；")}。请为其提供独立的核、降低负载，` +
      "或不保存文本（--no-store-content）",
  };
}

function toMegabytes(bytes: number): string {
  return `${groupNumber(bytes / 1e6)} MB`;
}
