import type { Failure, FailureKind } from "../../core/failure.ts";
import type { FailureSummary } from "../step_metrics.ts";
import { compareKeys, createBoundedMap } from "./bounded_map.ts";

/** Failures counted by kind, status and code; of bounded size. */
export interface FailureTally {
  /** Takes in a failure of a moment. */
  add(failure: Failure, atMs: number): void;
  countsByKind(): Partial<Record<FailureKind, number>>;
  /** Returns the groups, the largest first. */
  summaries(): FailureSummary[];
  state(): FailureTallyState;
  merge(state: FailureTallyState): void;
}

/** The content of a tally as plain data: its groups by key. */
export type FailureTallyState = Readonly<Record<string, FailureGroup>>;

/** Failures of one kind, status and code. */
export interface FailureGroup {
  readonly kind: FailureKind;
  readonly status: number | null;
  readonly code: string | null;
  readonly count: number;
  readonly examples: readonly FailureExample[];
}

/** A message and when it first came. */
export interface FailureExample {
  readonly atMs: number;
  readonly message: string;
}

const MAX_EXAMPLES = 3;
/** Further combinations of status and code are counted under their kind alone. */
const MAX_GROUPS = 50;

type Group = { -readonly [Key in keyof FailureGroup]: FailureGroup[Key] };

/** Creates an empty tally. */
export function createFailureTally(): FailureTally {
  const groups = createBoundedMap<Group>({
    limit: MAX_GROUPS,
    create: (key) => ({ ...fromKey(key), count: 0, examples: [] }),
    join: addGroup,
    otherOf: (key) => {
      const { kind, status, code } = fromKey(key);
      return status === null && code === null ? null : toKey({ kind, status: null, code: null });
    },
  });
  return {
    add: ({ kind, status = null, code = null, message }, atMs) => {
      const group = groups.at(toKey({ kind, status, code }));
      addGroup(group, { count: 1, examples: [{ atMs, message }] });
    },
    countsByKind: () => countByKind(groups.entries()),
    summaries: () => summarize(groups.entries()),
    state: () => Object.fromEntries(groups.entries()),
    merge: (state) => {
      for (const [key, group] of Object.entries(state)) addGroup(groups.at(key), group);
    },
  };
}

function addGroup(into: Group, other: Pick<FailureGroup, "count" | "examples">): void {
  into.count += other.count;
  for (const example of other.examples) into.examples = addExample(into.examples, example);
}

/** The first of the different messages stay, whatever order they come in. */
function addExample(examples: readonly FailureExample[], example: FailureExample): readonly FailureExample[] {
  const same = examples.find(({ message }) => message === example.message);
  if (same !== undefined && same.atMs <= example.atMs) return examples;
  const last = examples.at(-1);
  const isFull = same === undefined && examples.length >= MAX_EXAMPLES;
  if (isFull && last !== undefined && compareExamples(example, last) > 0) return examples;
  const others = examples.filter(({ message }) => message !== example.message);
  return [...others, example].sort(compareExamples).slice(0, MAX_EXAMPLES);
}

function compareExamples(a: FailureExample, b: FailureExample): number {
  return a.atMs - b.atMs || compareKeys(a.message, b.message);
}

function countByKind(groups: Iterable<[string, FailureGroup]>): Partial<Record<FailureKind, number>> {
  const counts: Partial<Record<FailureKind, number>> = {};
  for (const [, { kind, count }] of groups) counts[kind] = (counts[kind] ?? 0) + count;
  return counts;
}

function summarize(groups: Iterable<[string, FailureGroup]>): FailureSummary[] {
  return [...groups]
    .sort(([keyA, a], [keyB, b]) => b.count - a.count || compareKeys(keyA, keyB))
    .map(([, { examples, ...group }]) => ({ ...group, examples: examples.map(({ message }) => message) }));
}

/** The code comes first: groups without one are the smallest keys, and are kept. */
function toKey({ kind, status, code }: Pick<FailureGroup, "kind" | "status" | "code">): string {
  return JSON.stringify([code, status, kind]);
}

function fromKey(key: string): Pick<FailureGroup, "kind" | "status" | "code"> {
  const [code, status, kind] = JSON.parse(key) as [string | null, number | null, FailureKind];
  return { kind, status, code };
}
