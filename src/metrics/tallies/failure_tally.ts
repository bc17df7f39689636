import type { Failure, FailureKind } from "../../core/failure.ts";
import type { FailureSummary } from "../step_metrics.ts";

/** Failures counted by kind, status and code; of bounded size. */
export interface FailureTally {
  add(failure: Failure): void;
  countsByKind(): Partial<Record<FailureKind, number>>;
  /** Returns the groups, the largest first. */
  summaries(): FailureSummary[];
}

const MAX_EXAMPLES = 3;
/** Further combinations of status and code are counted under their kind alone. */
const MAX_GROUPS = 50;

interface Group extends FailureSummary {
  count: number;
  readonly examples: string[];
}

/** Creates an empty tally. */
export function createFailureTally(): FailureTally {
  const groups = new Map<string, Group>();
  const counts = new Map<FailureKind, number>();
  return {
    add: (failure) => {
      counts.set(failure.kind, (counts.get(failure.kind) ?? 0) + 1);
      const group = findGroup(groups, failure);
      group.count++;
      const isNew = group.examples.length < MAX_EXAMPLES && !group.examples.includes(failure.message);
      if (isNew) group.examples.push(failure.message);
    },
    countsByKind: () => Object.fromEntries(counts),
    summaries: () =>
      [...groups.values()]
        .map((group) => ({ ...group, examples: [...group.examples] }))
        .sort((a, b) => b.count - a.count),
  };
}

function findGroup(groups: Map<string, Group>, failure: Failure): Group {
  const { kind } = failure;
  const known = groups.get(toKey(failure));
  if (known !== undefined) return known;
  const isSpecific = failure.status !== undefined || failure.code !== undefined;
  if (isSpecific && groups.size >= MAX_GROUPS) return findGroup(groups, { kind, message: "" });
  const group = { kind, status: failure.status ?? null, code: failure.code ?? null, count: 0, examples: [] };
  groups.set(toKey(failure), group);
  return group;
}

function toKey({ kind, status, code }: Failure): string {
  return JSON.stringify([kind, status, code]);
}
