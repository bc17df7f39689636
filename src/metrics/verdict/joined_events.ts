import type { MetricId } from "../catalog.ts";
import { type Finding, type Judged, showShare } from "./rule.ts";

/** From here on the gaps of 0 are worth a word. */
const TOLD_SHARE = 0.1;
/** Where most events come together, the gaps are those between reads, and the last event says nothing of the decoding. */
export const UNRELIABLE_JOINED_SHARE = 0.5;
/** Fewer gaps are chance. */
const MIN_GAPS = 10;

/** What is made of the times of events after the first. */
const PACE_METRICS: readonly MetricId[] = [
  "itl",
  "token_itl",
  "itl_per_request",
  "tpot",
  "tpot_to_end",
  "decode_tokens_per_second",
];

/** Tells whether the times between events are those of the service, by the number of gaps and of joined events. */
export function isPaceReliable(gaps: number, joinedEvents: number): boolean {
  return gaps < MIN_GAPS || joinedEvents / gaps <= UNRELIABLE_JOINED_SHARE;
}

/** Events that came in one read with the one before have gaps of 0 that somebody on the way made: a gateway, or the client. */
export function judgeJoinedEvents({ metrics: { scalars, distributions } }: Judged): Finding | null {
  const share = scalars.joined_event_share;
  const gaps = distributions.itl.count;
  if (share === null || share <= TOLD_SHARE || gaps < MIN_GAPS) return null;
  const start = `${showShare(share)} of the events came in one read with the one before`;
  const startZh = `${showShare(share)} 的事件与前一个在同一次读取中到达`;
  const adviceZh = "请查找链路上的缓冲（proxy_buffering、压缩），并与直连对比";
  const advice = "look for a buffer on the way (proxy_buffering, compression), and compare with a direct connection";
  if (isPaceReliable(gaps, share * gaps)) {
    return {
      verdict: "degraded",
      reason: `${start}: so many gaps of ITL are 0, its percentiles are too low; ${advice}`,
      reasonZh: `${startZh}：相应数量的 ITL 间隔为 0，其百分位偏低；${adviceZh}`,
      affected: PACE_METRICS,
    };
  }
  return {
    verdict: "degraded",
    reason:
      `${start}: ITL and TPOT are not the service's and are not judged, TTFT is that of the first read; ${advice}`,
    reasonZh: `${startZh}：ITL 与 TPOT 不代表服务，不予评判，TTFT 为首次读取的时间；${adviceZh}`,
    unreliable: PACE_METRICS,
    affected: PACE_METRICS,
  };
}
