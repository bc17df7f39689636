import { type Words, words } from "../../core/words.ts";
import type { ClientError } from "../../core/judging/health.ts";
import type { StepResult } from "../../metrics/run_result.ts";
import type { Validity, ValidityVerdict } from "../../metrics/validity.ts";
import { joinFitting } from "../text/fitted_text.ts";
import { formatMegabytes, formatMs, formatNumber, formatShare } from "../text/number_text.ts";
import type { Tone } from "../text/tone.ts";

/** What each verdict on the client is called. */
export const VERDICT_WORDS: Readonly<Record<ValidityVerdict, Words>> = {
  valid: words("VALID", "有效"),
  degraded: words("DEGRADED", "受扰"),
  invalid: words("INVALID", "无效"),
};

/** How far the client itself can be trusted in a step. */
export interface HealthVerdict {
  readonly tone: Tone;
  readonly text: string;
}

const VERDICTS: Readonly<Record<ValidityVerdict, HealthVerdict>> = {
  valid: { tone: "plain", text: VERDICT_WORDS.valid.en },
  degraded: { tone: "warning", text: VERDICT_WORDS.degraded.en },
  invalid: { tone: "bad", text: VERDICT_WORDS.invalid.en },
};

/** Says in one word how far the numbers are the service's. */
export function judgeHealth({ verdict }: Validity): HealthVerdict {
  return VERDICTS[verdict];
}

/** Describes the client's health in one line no wider than asked. */
export function describeHealth(
  { health, validity, clientError }: Pick<StepResult, "health" | "validity" | "clientError">,
  width: number,
): string {
  const parts = [
    `Verdict: ${judgeHealth(validity).text}`,
    ...clientError === null ? [] : [describeClientError(clientError).en],
    `loop lag p99 ${formatMs(health.loopLagP99Ms, 1)}`,
    `late sends ${formatNumber(health.lateSends, 0)}`,
    `CPU ${formatNumber(health.cpuCores, 2)} cores`,
    `memory ${formatMegabytes(health.peakRssBytes)}`,
    ...health.arrivalDelayP99Ms === null ? [] : [`read after p99 ${formatMs(health.arrivalDelayP99Ms, 1)}`],
    `send lag p99 ${formatMs(health.sendLagP99Ms, 1)}`,
    `resent ${formatNumber(health.connectionRetries, 0)}`,
    `joined reads ${formatShare(health.coalescedReadShare)}`,
  ];
  return joinFitting(parts, " · ", width);
}

/** Says what the client adds to the times of a load at most, as it was calibrated. */
export function describeClientError({ ttftMs, itlMs }: Pick<ClientError, "ttftMs" | "itlMs">): Words {
  const [ttft, itl] = [formatNumber(ttftMs, 2), formatNumber(itlMs, 2)];
  return words(
    `client adds ≤ ${ttft} ms to TTFT, ≤ ${itl} ms to ITL`,
    `客户端给 TTFT 增加 ≤ ${ttft} ms，给 ITL 增加 ≤ ${itl} ms`,
  );
}
