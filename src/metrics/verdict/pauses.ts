import { groupNumber } from "../../core/grouped_number.ts";
import { METRIC_CATALOG } from "../catalog.ts";
import type { PausedFigure } from "../step_metrics.ts";
import {
  condemn,
  DEGRADED_P50_SHARE,
  DEGRADED_P99_SHARE,
  type Finding,
  INVALID_SHARE,
  type Judged,
  LESS_LOAD,
  LESS_LOAD_ZH,
  nameLoops,
  nameLoopsZh,
  showMs,
} from "./rule.ts";

/** What is a matter of a few milliseconds makes no figure invalid. */
const MIN_INVALID_MS = 50;

interface Effect {
  readonly name: string;
  readonly valueMs: number;
  readonly withoutMs: number;
  readonly isInvalid: boolean;
}

/** Pauses of the client, held against the requests that waited in them. */
export function judgePauses(judged: Judged): Finding | null {
  const { pauses } = judged.metrics;
  const effects = pauses?.figures.flatMap((figure) => toEffect(figure) ?? []) ?? [];
  if (pauses === null || effects.length === 0) return null;
  const parts = effects.map(({ name, valueMs, withoutMs }) =>
    `${name} ${showMs(valueMs)}, without them ${showMs(withoutMs)} or more`
  );
  const partsZh = effects.map(({ name, valueMs, withoutMs }) =>
    `${name} ${showMs(valueMs)}，排除停顿后不低于 ${showMs(withoutMs)}`
  );
  const condemned = effects.filter(({ isInvalid }) => isInvalid).map(({ valueMs, withoutMs }) => valueMs - withoutMs);
  const loops = nameLoops(pauses.loops, judged.health);
  const subject = pauses.requests === 1 ? "1 request" : `${groupNumber(pauses.requests)} requests`;
  return {
    verdict: condemned.length > 0 ? condemn(judged, Math.max(...condemned)) : "degraded",
    reason:
      `Pauses of the client's ${loops}, up to ${showMs(pauses.longestMs)} long, lie in ${subject}: ${
        parts.join("; ")
      }. ` +
      `Repeat the run; where it comes again, ${LESS_LOAD}`,
    reasonZh: `客户端的${nameLoopsZh(pauses.loops, judged.health)}出现停顿（最长 ${showMs(pauses.longestMs)}），` +
      `影响 ${groupNumber(pauses.requests)} 个请求：${partsZh.join("；")}。请重复测试；若再次出现，${LESS_LOAD_ZH}`,
  };
}

function toEffect({ id, percent, value, without }: PausedFigure): Effect | null {
  if (value === null || without === null || value <= 0) return null;
  const { label, unit } = METRIC_CATALOG[id];
  const unitMs = unit === "s" ? 1000 : 1;
  const share = (value - without) / value;
  if (share <= (percent === 50 ? DEGRADED_P50_SHARE : DEGRADED_P99_SHARE)) return null;
  const lostMs = (value - without) * unitMs;
  return {
    name: `p${percent} ${label}`,
    valueMs: value * unitMs,
    withoutMs: without * unitMs,
    isInvalid: share > INVALID_SHARE && lostMs > MIN_INVALID_MS,
  };
}
