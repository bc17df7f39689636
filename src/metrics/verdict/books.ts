import { groupNumber } from "../../core/grouped_number.ts";
import type { Finding, Judged } from "./rule.ts";

/** What rounding of stamps may add. */
const TOLERANCE = 1.001;

/**
 * Little's law as a check of our own books: requests that had a slot each cannot have been more at once, on average, than
 * there were slots. Where they are, a count or a stamp of ours is wrong.
 */
export function judgeBooks({ metrics: { scalars }, asked: { parallel } }: Judged): Finding | null {
  const { mean_concurrency: mean } = scalars;
  if (parallel === null || mean === null || mean <= parallel * TOLERANCE) return null;
  return {
    verdict: "invalid",
    reason:
      `The books of the client do not balance: by Little's law ${
        groupNumber(mean, 2)
      } requests ran at once on average, ` +
      `and there were ${parallel} slots; report this with the database of the step, no figure of it can be trusted`,
    reasonZh: `客户端的账目不平：按利特尔法则平均同时有 ${groupNumber(mean, 2)} 个请求，而槽位只有 ${parallel} 个；` +
      "请附上该测试点的数据库报告此问题，其数据均不可信",
  };
}
