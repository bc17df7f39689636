import type { AgentHealth } from "../../core/judging/agents.ts";
import type { GroupMetrics } from "../step_metrics.ts";
import { type Finding, type Judged, type Rule, showMs } from "./rule.ts";

/** So many agents are named; of more their number is told. */
const MOST_NAMES = 5;

/**
 * Judges by each machine that carried the load: one that is overloaded must not hide among the others. The verdict is
 * that on the worst, and its reason names the others.
 */
export function eachAgent(rule: Rule): Rule {
  return (judged) => {
    const { agents } = judged.health;
    if (agents.length === 0) return rule(judged);
    const findings = agents.flatMap((agent) => {
      const finding = rule(asClient(judged, agent));
      return finding === null ? [] : [{ name: agent.name, finding }];
    });
    const worst = findings.find(({ finding }) => finding.verdict === "invalid") ?? findings[0];
    if (worst === undefined) return null;
    const others = findings.filter((other) => other !== worst).map(({ name }) => name);
    if (others.length === 0) return worst.finding;
    const { reason, reasonZh } = worst.finding;
    return {
      ...worst.finding,
      reason: `${reason}. The same is true of ${nameAgents(others)}`,
      reasonZh: `${reasonZh}。${nameAgentsZh(others)}也是如此`,
    };
  };
}

/** A step as if one of its machines had been the only client. */
function asClient(judged: Judged, agent: AgentHealth): Judged {
  const { health, asked } = judged;
  const loops = health.loops.filter(({ loop }) => agent.loops.includes(loop));
  const { loopLagP50Ms, loopLagP99Ms, loopLagMaxMs } = agent;
  return {
    ...judged,
    asked: { ...asked, shards: loops.length },
    health: {
      ...health,
      loopLagP50Ms,
      loopLagP99Ms,
      loopLagMaxMs,
      cpuCores: agent.cpuCores ?? 0,
      agents: [agent],
      loops,
    },
  };
}

function nameAgents(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `agent${names.length > 1 ? "s" : ""} ${names.slice(0, MOST_NAMES).join(", ")}${more}`;
}

function nameAgentsZh(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` 等 ${names.length} 个` : "";
  return `代理 ${names.slice(0, MOST_NAMES).join("、")}${more}`;
}

/** The same service answers all machines alike: one whose median is so much longer has a slower way, or is slow itself. */
const PEER_FACTOR = 1.5;
/** Less is no matter, whatever the factor. */
const LEAST_MORE_MS = 5;
/** Medians of fewer replies scatter by themselves. */
const LEAST_REPLIES = 20;

/** Holds machines against each other. */
export function judgePeers({ metrics: { groups } }: Judged): Finding | null {
  const medians = groups.filter(({ by }) => by === "agent").flatMap(toMedian);
  if (medians.length < 2) return null;
  const typicalMs = medianOf(medians.map(({ ttftMs }) => ttftMs));
  const slow = medians.filter(({ ttftMs }) => ttftMs > PEER_FACTOR * typicalMs && ttftMs > typicalMs + LEAST_MORE_MS);
  const [worst] = slow.toSorted((a, b) => b.ttftMs - a.ttftMs);
  if (worst === undefined) return null;
  return {
    verdict: "degraded",
    reason:
      `The p50 TTFT of ${nameAgents(slow.map(({ name }) => name))} is up to ${
        showMs(worst.ttftMs)
      }, where that of all ` +
      `agents is ${showMs(typicalMs)}: look at the network or the CPU of that machine, or leave it out`,
    reasonZh: `${nameAgentsZh(slow.map(({ name }) => name))} 的 p50 TTFT 最高达 ${showMs(worst.ttftMs)}，` +
      `而所有代理为 ${showMs(typicalMs)}：请检查该机器的网络或 CPU，或将其排除`,
  };
}

function toMedian({ name, distributions: { ttft } }: GroupMetrics) {
  const p50 = ttft?.p50 ?? null;
  return p50 === null || (ttft?.count ?? 0) < LEAST_REPLIES ? [] : [{ name, ttftMs: p50 }];
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
