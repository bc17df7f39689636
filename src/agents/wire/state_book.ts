import type { PackedState, StateMessage } from "./state_message.ts";

/** The newest states of agents, at the coordinator or at an agent that others tell. */
export class StateBook {
  readonly #messages = new Map<number, StateMessage>();
  #phase = 0;
  /** Changes with every state. */
  version = 0;

  /** What is of another phase counts no more. */
  begin(phase: number): void {
    this.#phase = phase;
    this.#messages.clear();
    this.version++;
  }

  /** `false`: it is of another phase, or older than what is known. */
  take(message: StateMessage): boolean {
    const known = this.#messages.get(message.agent);
    if (message.phase !== this.#phase || (known !== undefined && known.number >= message.number)) return false;
    this.#messages.set(message.agent, message);
    this.version++;
    return true;
  }

  /** An agent is gone: what it said of itself holds, and those that told it will tell somebody else all they know. */
  dropBelow(agent: number): void {
    const known = this.#messages.get(agent);
    if (known === undefined) return;
    this.#messages.set(agent, { ...known, below: null });
    this.version++;
  }

  parts(): readonly PackedState[] {
    return [...this.#messages.values()].flatMap(({ own, below }) => below === null ? [own] : [own, below]);
  }

  /** How many records of an event loop the states hold. */
  covered(agent: number, loop: number): number {
    const found = this.parts().flatMap(({ covered }) => covered).filter(([of, at]) => of === agent && at === loop);
    return found.reduce((sum, [, , records]) => sum + records, 0);
  }
}
