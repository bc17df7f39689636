import { DataError } from "../../core/errors.ts";
import type { AgentOrder, KeepOrder } from "../wire/join.ts";
import { StateBook } from "../wire/state_book.ts";
import type { StateAnswer, StateMessage } from "../wire/state_message.ts";
import type { RemoteAgent } from "./remote_agent.ts";

/** When agents tell each other instead of the coordinator, and how many tell one. */
export interface TreeShape {
  /** Up to so many agents tell the coordinator themselves. */
  readonly flatUpTo: number;
  readonly fanIn: number;
}

interface StatesParts {
  readonly tree: TreeShape;
  /** Resolves when an agent has followed an order, or is gone. */
  readonly order: (agent: RemoteAgent, order: AgentOrder) => Promise<Uint8Array>;
}

/** Results of an event loop that never came: it ended these requests, and nothing else is known of them. */
export interface MissingResults {
  readonly agent: RemoteAgent;
  readonly loop: number;
  readonly records: number;
}

/** The metrics of records that agents keep, as they tell them in the phase that runs. */
export class KeptStates {
  readonly book: StateBook = new StateBook();
  readonly #parts: StatesParts;
  /** Whom each agent tells. */
  readonly #parents = new Map<RemoteAgent, RemoteAgent | null>();
  #order: Omit<KeepOrder, "parent"> = { kind: "keep", phase: 0, settings: null };
  /** Of which distributions histograms will do. */
  thin: readonly string[] = [];

  constructor(parts: StatesParts) {
    this.#parts = parts;
  }

  /** A phase begins: what agents are to keep of it; `null`: nothing. */
  async begin(settings: string | null, agents: readonly RemoteAgent[]): Promise<void> {
    if (settings === null && this.#order.settings === null) return;
    const phase = this.#order.phase + 1;
    this.#order = { kind: "keep", phase, settings };
    this.thin = [];
    this.book.begin(phase);
    this.#parents.clear();
    for (const [place, agent] of agents.entries()) this.#parents.set(agent, this.#parentAt(place, agents));
    await Promise.all(agents.map((agent) => this.#tell(agent)));
  }

  /** One more agent takes part. */
  async admit(agent: RemoteAgent): Promise<void> {
    if (this.#order.settings === null) return;
    this.#parents.set(agent, null);
    await this.#tell(agent);
  }

  take(message: StateMessage): StateAnswer {
    this.book.take(message);
    return { thin: this.thin };
  }

  /** Those that told an agent that is gone tell the coordinator all they know. */
  lose(gone: RemoteAgent): void {
    this.book.dropBelow(gone.number);
    for (const [agent, parent] of this.#parents) {
      if (parent !== gone || !agent.isPart()) continue;
      this.#parents.set(agent, null);
      // It keeps them already, and is told who hears of it.
      void this.#tell(agent).catch(() => {});
    }
  }

  /** What agents have ended and the states do not hold. */
  missing(): readonly MissingResults[] {
    if (this.#order.settings === null) return [];
    return [...this.#parents.keys()].flatMap((agent) =>
      [...agent.loops].flatMap(([loop, { kept }]) => {
        const records = kept - this.book.covered(agent.number, loop);
        return records > 0 ? [{ agent, loop, records }] : [];
      })
    );
  }

  /** The first tell the coordinator, the next of them the first, and so on. */
  #parentAt(place: number, agents: readonly RemoteAgent[]): RemoteAgent | null {
    const { flatUpTo, fanIn } = this.#parts.tree;
    if (agents.length <= flatUpTo || place < fanIn) return null;
    return agents[Math.floor(place / fanIn) - 1] ?? null;
  }

  async #tell(agent: RemoteAgent): Promise<void> {
    const parent = this.#parents.get(agent)?.number ?? null;
    const answer = await this.#parts.order(agent, { ...this.#order, parent });
    const objection = new TextDecoder().decode(answer);
    if (objection !== "") throw new DataError(`Agent ${agent.name} cannot keep records: ${objection}`);
  }
}
