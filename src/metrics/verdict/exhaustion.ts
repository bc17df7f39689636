import { groupNumber } from "../../core/grouped_number.ts";
import type { Finding, Judged } from "./rule.ts";

const INVALID_SHARE = 0.01;

/** Requests that failed for want of files, ports or memory of the client's machine say nothing of the service. */
export function judgeExhaustion({ metrics: { failures, scalars } }: Judged): Finding | null {
  const own = failures.filter(({ kind }) => kind === "client_exhausted");
  const count = own.reduce((sum, failure) => sum + failure.count, 0);
  if (count === 0) return null;
  return {
    verdict: count > INVALID_SHARE * (scalars.total_requests ?? 0) ? "invalid" : "degraded",
    reason:
      `The client's machine ran out of files, ports or memory: ${
        groupNumber(count)
      } requests failed for it, which counts in ` +
      "the success rate; raise the limit of open files (ulimit -n), or send fewer requests at once",
    reasonZh: `客户端机器的文件、端口或内存耗尽：${groupNumber(count)} 个请求因此失败，并计入成功率；` +
      "请提高打开文件上限（ulimit -n），或减少同时发送的请求",
  };
}
