import type { AgentHealth, CoordinatorHealth } from "../../core/judging/agents.ts";
import type { ClientHealth } from "../../core/judging/health.ts";
import { describeLoss } from "../../report/parts/agent_table.ts";

/** Series are by the second: figures over less are not compared between machines. */
const SHORTEST_WINDOW_MS = 1000;
const MOST_CLOCK_SHARE = 0.01;

/** Says what a reader must know of a load that several machines carried; `durationMs`: how long it took. */
export function fleetWarnings({ agents, coordinator }: ClientHealth, durationMs: number | null): readonly string[] {
  return [
    ...agents.filter(({ state }) => state === "lost").map(describeLoss),
    ...(coordinator === null ? [] : describeInterruptions(coordinator)),
    ...describeClocks(agents, Math.min(SHORTEST_WINDOW_MS, durationMs ?? SHORTEST_WINDOW_MS)),
  ];
}

function describeInterruptions({ busInterruptions, busGoneSeconds }: CoordinatorHealth): readonly string[] {
  if (busInterruptions === 0) return [];
  const times = busInterruptions === 1 ? "once" : `${busInterruptions} times`;
  return [
    `The bus was gone ${times}, for ${busGoneSeconds.toFixed(1)} s in all: what was not taken over was sent again, ` +
    "and agents that had no answer for 3 s started nothing",
  ];
}

/** What compares machines is off by as much as their clocks are. */
function describeClocks(agents: readonly AgentHealth[], windowMs: number): readonly string[] {
  const [worst] = agents.toSorted((a, b) => (b.clock?.boundMs ?? 0) - (a.clock?.boundMs ?? 0));
  const boundMs = worst?.clock?.boundMs ?? 0;
  if (worst === undefined || boundMs <= MOST_CLOCK_SHARE * windowMs) return [];
  return [
    `The clock of agent ${worst.name} is known to ± ${boundMs.toFixed(1)} ms, more than a hundredth of the shortest ` +
    `window (${windowMs.toFixed(0)} ms): start, end and series may be off by as much, times within a request are not`,
  ];
}
