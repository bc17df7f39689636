import type { AgentAccount } from "./agent_account.ts";

interface Runner {
  readonly agent: AgentAccount;
  /** The place in which it came: of those that are as far the first is picked. */
  readonly order: number;
  /** How far it has come: it is picked when nobody is behind it, and goes on by the less the heavier it is. */
  pass: number;
}

/**
 * Picks event loops in turn, each as often as its weight says, never one many times in a row. They stand in a heap, so that
 * a pick costs hardly more with a thousand of them than with one.
 */
export class Stripes {
  readonly #heap: Runner[] = [];
  #added = 0;

  constructor(agents: readonly AgentAccount[]) {
    for (const agent of agents) this.add(agent);
  }

  /** One that comes later does not make up for what was dealt before. */
  add(agent: AgentAccount): void {
    const pass = this.#first()?.pass ?? 0;
    this.#heap.push({ agent, order: this.#added++, pass });
    this.#raise(this.#heap.length - 1);
  }

  /** `null`: there is none that takes items. */
  pick(): AgentAccount | null {
    const next = this.#first();
    if (next === null) return null;
    next.pass += 1 / next.agent.weight;
    this.#sink();
    return next.agent;
  }

  /** Those that take nothing more never do again. */
  #first(): Runner | null {
    for (;;) {
      const [first] = this.#heap;
      if (first === undefined) return null;
      if (first.agent.takesItems()) return first;
      const last = this.#heap.pop();
      if (last === undefined || last === first) continue;
      this.#heap[0] = last;
      this.#sink();
    }
  }

  #raise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0;;) {
      const left = 2 * at + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfBefore(child, at)) return;
      at = child;
    }
  }

  #swapIfBefore(at: number, other: number): boolean {
    if (!this.#isBefore(at, other)) return false;
    const [a, b] = [this.#heap[at], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    this.#heap[at] = b;
    this.#heap[other] = a;
    return true;
  }

  #isBefore(at: number, other: number): boolean {
    const [a, b] = [this.#heap[at], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.pass < b.pass || (a.pass === b.pass && a.order < b.order);
  }
}
