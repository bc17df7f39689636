/** Tokens of one or more completions, credited at the last of them. */
export interface Credit {
  readonly atMs: number;
  readonly completionTokens: number;
  readonly newPromptTokens: number;
  readonly cachedPromptTokens: number;
}

/** Credits by time, of bounded number: each by itself, or joined with those of the same stretch of a grid. */
export interface CreditList {
  add(credit: Credit): void;
  count(): number;
  /** Returns the credits by rising time. */
  sorted(): Credit[];
  state(): CreditListState;
  merge(state: CreditListState): void;
}

/** The content of a list as plain data. */
export interface CreditListState {
  readonly count: number;
  /** Each stretch of the grid is 2^level ms long; `null`: every credit is kept. */
  readonly level: number | null;
  readonly credits: readonly Credit[];
}

interface Store {
  readonly maxCredits: number;
  count: number;
  level: number | null;
  /** By number of the stretch; without a grid by number of arrival. */
  credits: Map<number, Credit>;
}

/** The first grid: stretches of 1 ms. */
const FIRST_LEVEL = 0;

/**
 * Creates an empty list. The grid is as fine as the limit allows; how fine depends on which stretches have a credit, and
 * not on the order in which they came.
 */
export function createCreditList(maxCredits: number): CreditList {
  const store: Store = { maxCredits, count: 0, level: null, credits: new Map() };
  return {
    add: (credit) => addCredit(store, credit, 1),
    count: () => store.count,
    sorted: () => [...store.credits.values()].sort(compareCredits),
    state: () => ({ count: store.count, level: store.level, credits: [...store.credits.values()] }),
    merge: (state) => {
      if (state.level !== null && (store.level ?? -Infinity) < state.level) coarsen(store, state.level);
      // The count is that of the completions, of which a credit may hold several.
      const [first, ...others] = state.credits;
      if (first === undefined) return;
      for (const credit of others) addCredit(store, credit, 0);
      addCredit(store, first, state.count);
    },
  };
}

function addCredit(store: Store, credit: Credit, completions: number): void {
  const key = store.level === null ? store.credits.size : toStretch(credit, store.level);
  const same = store.credits.get(key);
  store.count += completions;
  store.credits.set(key, same === undefined ? credit : joinCredits(same, credit));
  while (store.credits.size > store.maxCredits) coarsen(store, store.level === null ? FIRST_LEVEL : store.level + 1);
}

function coarsen(store: Store, level: number): void {
  const coarse = new Map<number, Credit>();
  for (const credit of store.credits.values()) {
    const key = toStretch(credit, level);
    const same = coarse.get(key);
    coarse.set(key, same === undefined ? credit : joinCredits(same, credit));
  }
  store.level = level;
  store.credits = coarse;
}

function toStretch({ atMs }: Credit, level: number): number {
  return Math.floor(atMs / 2 ** level);
}

/** What is left is exact at its own moment, because a credit stands at the last of its completions. */
function joinCredits(a: Credit, b: Credit): Credit {
  return {
    atMs: Math.max(a.atMs, b.atMs),
    completionTokens: a.completionTokens + b.completionTokens,
    newPromptTokens: a.newPromptTokens + b.newPromptTokens,
    cachedPromptTokens: a.cachedPromptTokens + b.cachedPromptTokens,
  };
}

/** Equal moments have an order of their own, so that it is not that of arrival. */
function compareCredits(a: Credit, b: Credit): number {
  return a.atMs - b.atMs || a.completionTokens - b.completionTokens || a.newPromptTokens - b.newPromptTokens ||
    a.cachedPromptTokens - b.cachedPromptTokens;
}
