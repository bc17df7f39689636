import type { AgentHealth, CoordinatorHealth } from "../../core/judging/agents.ts";
import type { ClientHealth } from "../../core/judging/health.ts";
import { type Words, words } from "../../core/words.ts";

/** Series are by the second: figures over less are not compared between machines. */
const SHORTEST_WINDOW_MS = 1000;
const MOST_CLOCK_SHARE = 0.01;

/** Says what a reader must know of a load that several machines carried; `durationMs`: how long it took. */
export function fleetWarnings({ agents, coordinator }: ClientHealth, durationMs: number | null): readonly Words[] {
  return [
    ...agents.filter(({ state }) => state === "lost").map(describeLoss),
    ...(coordinator === null ? [] : [...describeInterruptions(coordinator), ...describeTakingUp(coordinator)]),
    ...describeClocks(agents, Math.min(SHORTEST_WINDOW_MS, durationMs ?? SHORTEST_WINDOW_MS)),
  ];
}

/** Says what the loss of an agent cost; first what is in no figure, as narrow screens cut the end off. */
function describeLoss({ name, host, lostReason, movedRequests, lostRequests, lateRecords }: AgentHealth): Words {
  return words(
    `Agent ${name} (${host}) was lost, ${lostReason}: ${lostRequests} requests that ran are in no figure, though the ` +
      `service may have carried them; ${movedRequests} that it had not said to have sent went to others; ` +
      `${lateRecords} records came too late and were dropped`,
    `代理 ${name}（${host}）已丢失（${lostReason}）：${lostRequests} 个进行中的请求不计入任何数据（服务可能已处理）；` +
      `${movedRequests} 个未报告已发送的请求转给了其他代理；${lateRecords} 条记录到达过晚而被丢弃`,
  );
}

function describeInterruptions({ busInterruptions, busGoneSeconds }: CoordinatorHealth): readonly Words[] {
  if (busInterruptions === 0) return [];
  const times = busInterruptions === 1 ? "once" : `${busInterruptions} times`;
  const seconds = busGoneSeconds.toFixed(1);
  return [words(
    `The bus was gone ${times}, for ${seconds} s in all: what was not taken over was sent again, ` +
      "and agents that had no answer for 3 s started nothing",
    `总线中断 ${busInterruptions} 次，共 ${seconds} s：未被接收的内容已重新发送，3 s 内未得到应答的代理不再启动请求`,
  )];
}

/** The load went on without a coordinator for a while, and what it dealt and measured is of two of them. */
function describeTakingUp({ coordinatorGoneSeconds }: CoordinatorHealth): readonly Words[] {
  if (coordinatorGoneSeconds === 0) return [];
  const seconds = coordinatorGoneSeconds.toFixed(1);
  return [words(
    `The coordinator died, and another one took the step up after ${seconds} s: records are those of the whole step, ` +
      "slots that became free meanwhile waited for it",
    `协调者中断后由另一个协调者在 ${seconds} s 后接管该步骤：记录完整，期间空闲的并发槽在等待它`,
  )];
}

/** What compares machines is off by as much as their clocks are. */
function describeClocks(agents: readonly AgentHealth[], windowMs: number): readonly Words[] {
  const [worst] = agents.toSorted((a, b) => (b.clock?.boundMs ?? 0) - (a.clock?.boundMs ?? 0));
  const boundMs = worst?.clock?.boundMs ?? 0;
  if (worst === undefined || boundMs <= MOST_CLOCK_SHARE * windowMs) return [];
  const [bound, window] = [boundMs.toFixed(1), windowMs.toFixed(0)];
  return [words(
    `The clock of agent ${worst.name} is known to ± ${bound} ms, more than a hundredth of the shortest ` +
      `window (${window} ms): start, end and series may be off by as much, times within a request are not`,
    `代理 ${worst.name} 的时钟误差为 ± ${bound} ms，超过最短窗口（${window} ms）的百分之一：` +
      "起止时间与时间序列可能有同样的偏差，单个请求内的时间不受影响",
  )];
}
