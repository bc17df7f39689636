import type { AgentAccount } from "./agent_account.ts";

/** Picks event loops in turn, each as often as its weight says, never one many times in a row. */
export class Stripes {
  /** How far each has come: it is picked when nobody is behind it, and goes on by the less the heavier it is. */
  readonly #passes = new Map<AgentAccount, number>();

  /** `null`: there is none. */
  pick(agents: readonly AgentAccount[]): AgentAccount | null {
    // Who comes later does not make up for what was dealt before.
    const start = Math.min(...agents.map((agent) => this.#passes.get(agent) ?? Infinity));
    for (const agent of agents) {
      if (!this.#passes.has(agent)) this.#passes.set(agent, Number.isFinite(start) ? start : 0);
    }
    const passOf = (agent: AgentAccount): number => this.#passes.get(agent) ?? 0;
    const next = agents.reduce<AgentAccount | null>(
      (best, agent) => best === null || passOf(agent) < passOf(best) ? agent : best,
      null,
    );
    if (next !== null) this.#passes.set(next, passOf(next) + 1 / next.weight);
    return next;
  }
}
