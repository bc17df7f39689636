import type { AgentAccount } from "./agent_account.ts";

/** The parts of a whole number by weights: they add up to it, and none is off its due by one. */
export function sharesOf(total: number, weights: readonly number[]): readonly number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const dues = weights.map((weight) => total * weight / all);
  const shares = dues.map(Math.floor);
  const left = total - shares.reduce((sum, share) => sum + share, 0);
  const open = dues.map((due, place) => ({ place, open: due - Math.floor(due) }));
  const first = new Set(
    open.toSorted((a, b) => b.open - a.open || a.place - b.place).slice(0, left).map((o) => o.place),
  );
  return shares.map((share, place) => share + (first.has(place) ? 1 : 0));
}

/**
 * The slots of a phase, shared out to its event loops by their weights. They add up to what was asked for at every
 * moment: a slot that one loop is to give to another is opened there when the session in it has ended here.
 */
export class SlotShares {
  readonly #agents: readonly AgentAccount[];
  #total: number;
  #isShort = false;

  constructor(total: number, agents: readonly AgentAccount[]) {
    this.#total = total;
    this.#agents = agents;
  }

  /** Shares so many slots out as of a time. */
  resize(total: number, atMs: number): void {
    this.#total = total;
    this.share(atMs);
  }

  /** An event loop has told what it uses: perhaps another can have what it gave back. */
  note(nowMs: number): void {
    if (this.#isShort) this.share(nowMs);
  }

  /** Shares the slots out anew: event loops came, left, or gave slots back. */
  share(atMs: number): void {
    const present = this.#agents.filter(({ isOver }) => !isOver);
    const taking = present.filter((agent) => agent.takesItems());
    const dues = sharesOf(this.#total, taking.map(({ weight }) => weight));
    const dueOf = (agent: AgentAccount): number => dues[taking.indexOf(agent)] ?? 0;
    for (const agent of present) if (agent.slotCount() > dueOf(agent)) agent.resize(dueOf(agent), atMs);
    let free = this.#total - present.reduce((sum, agent) => sum + agent.slotsInUse(), 0);
    for (const agent of taking) {
      const more = Math.min(dueOf(agent) - agent.slotCount(), free);
      if (more <= 0) continue;
      agent.resize(agent.slotCount() + more, atMs);
      free -= more;
    }
    this.#isShort = taking.some((agent) => agent.slotCount() < dueOf(agent));
  }
}
