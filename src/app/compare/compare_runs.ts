/** Runs held against one another. This folder must not know how a load is carried. */
import { type Words, words, zipWords } from "../../core/words.ts";
import { DataError } from "../../core/errors.ts";
import type { Comparison, PointComparison, RunComparison } from "../../metrics/comparison/comparison.ts";
import { type GateRule, judgeGate } from "../../metrics/comparison/gate.ts";
import type { PointRequests } from "../../metrics/comparison/point_requests.ts";
import type { MetricSubject } from "../../metrics/judging/criterion_name.ts";
import type { MetricId } from "../../metrics/catalog.ts";
import { listShown } from "../../metrics/shown.ts";
import type { ReportModel, ReportPoint } from "../../report/model/report_model.ts";
import { findDatabase } from "../../report/reading/own_report.ts";
import { readPointRequests } from "../../report/reading/point_requests.ts";
import { readReport } from "../../report/reading/read_report.ts";
import { compareFigure, type PointSide } from "./compare_figure.ts";
import { describeDifferences } from "./run_differences.ts";

/** Holds runs against a base, at each load that both have, and rules against what changed. */
export async function compareRuns(folders: readonly string[], rules: readonly GateRule[]): Promise<Comparison> {
  const runs: Side[] = [];
  for (const folder of folders) runs.push(await openSide(folder));
  const [base, ...others] = runs;
  if (base === undefined || others.length === 0) throw new DataError("Two runs are needed to compare them");
  return {
    base: { name: base.model.name, folder: base.model.folder },
    runs: others.map((next) => compareTwo(base, next, rules)),
  };
}

/** A run with what of its points there is to compare, by load. */
interface Side {
  readonly model: ReportModel;
  readonly points: ReadonlyMap<string, PointSide>;
}

async function openSide(folder: string): Promise<Side> {
  const model = await readReport(folder, { withDetails: false });
  const points = new Map<string, PointSide>();
  for (const [name, repeats] of Map.groupBy(model.points, nameOf)) {
    const requests = await Promise.all(repeats.map((point) => readRequests(model.folder, point)));
    points.set(name, { repeats, requests });
  }
  return { model, points };
}

/** Repeats of a point have a name of their own each. */
function nameOf({ name }: ReportPoint): string {
  return name.replace(/_run_\d+$/, "");
}

async function readRequests(folder: string, { name, parallel }: ReportPoint): Promise<PointRequests | null> {
  const path = await findDatabase(folder, name);
  return path === null ? null : readPointRequests(path, parallel);
}

function compareTwo(base: Side, next: Side, rules: readonly GateRule[]): RunComparison {
  const pairs = pairPoints(base, next);
  if (pairs.length === 0) {
    throw new DataError(`Cannot compare "${next.model.name}" with "${base.model.name}": they have no load in common`, {
      hint: `${loadsOf(base)}; ${loadsOf(next)}`,
    });
  }
  const compared = pairs.map(([name, one, other]) => ({
    point: comparePoint(name, [one, other], rules),
    sides: [one, other],
  }));
  const points = compared.map(({ point }) => point);
  const gates = compared.flatMap(({ point: { name, changes }, sides }) =>
    rules.flatMap((rule) => {
      const change = changes.find(({ metric, statistic }) => isSame(rule, { metric, statistic }));
      if (change === undefined) return [];
      const strain = findStrain(sides, rule.metric);
      return [judgeGate(rule, change, { run: next.model.name, point: name, strain })];
    })
  );
  const left = [...base.points.keys()].filter((name) => !pairs.some(([paired]) => paired === name));
  const warnings = [
    ...describeDifferences(base.model, next.model),
    ...left.length === 0 ? [] : [words(`Only the base has ${left.join(", ")}`, `只有基准有 ${left.join("、")}`)],
  ];
  return { name: next.model.name, folder: next.model.folder, warnings, points, gates };
}

/** Why a difference of a metric may be the client's own; `null`: it kept up in both, or repeats tell how much that changes. */
function findStrain(sides: readonly PointSide[], metric: MetricId): Words | null {
  if (sides.every(({ repeats }) => repeats.length > 1)) return null;
  const points = sides.flatMap(({ repeats }) => repeats);
  const strained = points.find(({ validity }) =>
    validity !== null && validity.verdict !== "valid" && validity.affected?.includes(metric) !== false
  );
  if (strained === undefined) return null;
  const { reasons = [], reasonsZh } = strained.validity ?? {};
  return zipWords(reasons, reasonsZh)[0] ?? words("the client did not keep up", "客户端未能跟上");
}

/** By name, else by the load alone where another number of requests was asked for. */
function pairPoints(base: Side, next: Side): (readonly [name: string, one: PointSide, other: PointSide])[] {
  return [...base.points].flatMap(([name, one]) => {
    const other = next.points.get(name) ?? [...next.points.values()].find((side) => loadOf(side) === loadOf(one));
    return other === undefined ? [] : [[name, one, other] as const];
  });
}

function loadOf({ repeats: [point] }: PointSide): string {
  return `${point?.parallel} ${point?.rate}`;
}

/** The rate in an open loop, the slots otherwise. */
function loadValueOf({ repeats: [point] }: PointSide): number | null {
  return point?.parallel ?? point?.rate ?? null;
}

function loadsOf({ model, points }: Side): string {
  return `${model.name} has ${[...points.keys()].join(", ") || "no point"}`;
}

/** What repeats are followed by, and what rules ask for. */
function comparePoint(
  name: string,
  sides: readonly [PointSide, PointSide],
  rules: readonly GateRule[],
): PointComparison {
  const listed: readonly MetricSubject[] = listShown("repeats").map(({ id, statistic }) => ({
    metric: id,
    statistic: toStatistic(statistic),
  }));
  const asked = rules.filter((rule) => !listed.some((subject) => isSame(rule, subject)));
  const changes = [...listed, ...asked].map((subject) => compareFigure(subject, sides));
  return {
    name,
    load: loadValueOf(sides[0]),
    changes: changes.filter(({ base, next }) => base !== null || next !== null),
  };
}

function toStatistic(shown: "value" | "mean" | "p50" | "p99"): MetricSubject["statistic"] {
  if (shown === "value") return null;
  return shown === "mean" ? { kind: "mean" } : { kind: "percentile", percent: Number(shown.slice(1)) };
}

function isSame(one: MetricSubject, other: MetricSubject): boolean {
  return one.metric === other.metric && JSON.stringify(one.statistic) === JSON.stringify(other.statistic);
}
