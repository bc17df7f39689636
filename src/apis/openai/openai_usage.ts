import type { Usage } from "../dialect.ts";

/** Keeps the counts of a stream that may state them once, on every event, or once for each choice. */
export class UsageTally {
  #last: Usage | null = null;
  /** Usages that came with or right after the finish of exactly one choice. */
  #ofChoices: Usage[] = [];
  #finishesBefore = 0;
  #isLastOfChoice = false;

  /** Takes the usage of an event; `finishes` are the choices that have finished so far. */
  add(usage: Usage, finishes: number): void {
    this.#last = usage;
    this.#isLastOfChoice = finishes === this.#finishesBefore + 1;
    if (this.#isLastOfChoice) this.#ofChoices.push(usage);
    this.#finishesBefore = finishes;
  }

  /**
   * Returns the counts of the whole reply. The last usage is the total, except where each of several choices brought its
   * own (llama.cpp): then completion tokens add up, while the prompt is the same one.
   */
  total(finishes: number): Usage | null {
    const isSplit = finishes > 1 && this.#isLastOfChoice && this.#ofChoices.length === finishes;
    return isSplit ? addChoices(this.#ofChoices) : this.#last;
  }
}

function addChoices(usages: readonly Usage[]): Usage {
  const values = (pick: (usage: Usage) => number | null) => usages.map(pick).filter((value) => value !== null);
  const most = (counts: readonly number[]) => counts.length === 0 ? null : Math.max(...counts);
  const sum = (counts: readonly number[]) => counts.length === 0 ? null : counts.reduce((a, b) => a + b, 0);
  return {
    promptTokens: most(values((usage) => usage.promptTokens)),
    completionTokens: sum(values((usage) => usage.completionTokens)),
    cachedTokens: most(values((usage) => usage.cachedTokens)),
    reasoningTokens: sum(values((usage) => usage.reasoningTokens)),
  };
}
