/** Runs held against one another, as a page with the parts of a report. */
import type { JSX } from "preact";
import type {
  ChangeVerdict,
  Comparison,
  FigureChange,
  GateResult,
  GateStatus,
  PointComparison,
  RunComparison,
} from "../../metrics/comparison/comparison.ts";
import { nameUnit } from "../../metrics/metric_words.ts";
import { comparisonCharts } from "../charts/comparison_charts.ts";
import { GATE_TEXTS, listMethods, toChangeCells, VERDICT_TEXTS } from "../comparison/change_text.ts";
import { joinWords, SEMICOLON, words } from "../../core/words.ts";
import { renderDocument } from "./document.tsx";
import { labelled, T } from "./language.tsx";
import { ChartFigure } from "./sections/chart_figure.tsx";
import { DataTable, textHead } from "./sections/data_table.tsx";

/** Renders the page of a comparison. */
export function renderComparisonPage(comparison: Comparison): string {
  const { base, runs } = comparison;
  const charts = comparisonCharts(comparison);
  const main = (
    <>
      <section class="verdict" {...labelled(words("Verdict", "结论"))}>
        <Badge gates={runs.flatMap(({ gates }) => gates)} />
        <div>
          <p class="answer">
            {runs.map(({ name }) => name).join(", ")} <T text={words("against", "对比")} /> {base.name}
          </p>
          <p class="meaning">
            <T text={words("The base lies in", "基准目录：")} /> {base.folder}
          </p>
          <BrokenRules gates={runs.flatMap(({ gates }) => gates)} />
        </div>
      </section>
      {charts.length > 0 && (
        <section>
          <div class="charts">{charts.map((spec) => <ChartFigure key={spec.id} spec={spec} />)}</div>
        </section>
      )}
      {runs.map((run) => <RunSection key={run.folder} run={run} />)}
    </>
  );
  const title = `${runs.map(({ name }) => name).join(", ")} · ${base.name}`;
  return renderDocument({ title: `streamgauge · ${title}`, main, charts, isLive: false });
}

/** The worst of what became of the rules comes first. */
const BADGES = [
  { status: "broken", look: "invalid", text: words("BROKEN", "未通过") },
  { status: "unknown", look: "degraded", text: words("CANNOT BE TOLD", "无法判断") },
  { status: "noise", look: "valid", text: words("KEPT", "通过") },
  { status: "kept", look: "valid", text: words("KEPT", "通过") },
] as const;

function Badge({ gates }: { readonly gates: readonly GateResult[] }): JSX.Element {
  const found = BADGES.find(({ status }) => gates.some((gate) => gate.status === status));
  return (
    <p class={`badge ${found?.look ?? "unknown"}`}>
      <T text={found?.text ?? words("NO RULES", "无规则")} />
    </p>
  );
}

/** More of them stand in the table of rules alone. */
const SHOWN_BROKEN = 3;

/** What was found wrong, before anything else. */
function BrokenRules({ gates }: { readonly gates: readonly GateResult[] }): JSX.Element | null {
  const broken = gates.filter(({ status }) => status === "broken");
  if (broken.length === 0) return null;
  const more = broken.length - SHOWN_BROKEN;
  return (
    <ul class="reasons">
      {broken.slice(0, SHOWN_BROKEN).map(({ run, rule, point, reason }) => (
        <li key={run + rule + point}>
          <b>{rule}</b> <T text={reason} />
        </li>
      ))}
      {more > 0 && (
        <li>
          <T text={words(`and ${more} more below`, `另有 ${more} 条见下文`)} />
        </li>
      )}
    </ul>
  );
}

function RunSection({ run }: { readonly run: RunComparison }): JSX.Element {
  const methods = listMethods(run.points.flatMap(({ changes }) => changes));
  return (
    <section>
      <h2>{run.name}</h2>
      <p class="meaning">{run.folder}</p>
      {run.warnings.map((warning) => (
        <p class="note warning" key={warning.en}>
          <T text={warning} />
        </p>
      ))}
      <Gates gates={run.gates} />
      {run.points.map((point) => <PointTable key={point.name} point={point} />)}
      {methods.length > 0 && (
        <p class="note">
          <T text={words("Intervals:", "区间来源：")} /> <T text={joinWords(methods, SEMICOLON)} />
        </p>
      )}
    </section>
  );
}

const GATE_CLASSES: Readonly<Record<GateStatus, string>> = {
  kept: "valid",
  broken: "invalid",
  noise: "unknown",
  unknown: "degraded",
};

function Gates({ gates }: { readonly gates: readonly GateResult[] }): JSX.Element | null {
  if (gates.length === 0) return null;
  const heads = [words("Rule", "规则"), textHead("Result", "结果"), textHead("What was found", "详情")];
  return (
    <DataTable title={words("Rules", "规则")} heads={heads}>
      {gates.map(({ rule, point, status, reason }) => (
        <tr key={rule + point} class="told">
          <th scope="row">{rule}</th>
          <td class={`text ${GATE_CLASSES[status]}`}>
            <T text={GATE_TEXTS[status]} />
          </td>
          <td class="text long">
            <T text={reason} />
          </td>
        </tr>
      ))}
    </DataTable>
  );
}

const VERDICT_CLASSES: Readonly<Record<ChangeVerdict, string>> = {
  better: "valid",
  worse: "invalid",
  same: "unknown",
  other: "unknown",
  unknown: "unknown",
};

function PointTable({ point: { name, changes } }: { readonly point: PointComparison }): JSX.Element {
  const heads = [
    words("Metric", "指标"),
    words("Base", "基准"),
    words("New", "新"),
    words("Change", "变化"),
    words("95 % of it", "95 % 区间"),
    words("As a picture", "图示"),
    textHead("Verdict", "结论"),
  ];
  const ends = changes.flatMap(({ interval }) => interval === null ? [] : [interval.low, interval.high]);
  const reach = Math.min(MOST_REACH, Math.max(LEAST_REACH, ...ends.map(Math.abs)));
  return (
    <DataTable title={words(name, name)} heads={heads}>
      {changes.map((change) => {
        const [key, base, next, share, interval] = toChangeCells(change);
        return (
          <tr key={key}>
            <th scope="row" data-metric={change.metric}>
              <T text={change.label} /> (<T text={nameUnit(change.metric)} />)
            </th>
            <td>{base}</td>
            <td>{next}</td>
            <td>{share}</td>
            <td>{interval}</td>
            <td>
              <IntervalPicture change={change} reach={reach} />
            </td>
            <td class={`text ${VERDICT_CLASSES[change.verdict]}`}>
              <T text={VERDICT_TEXTS[change.verdict]} />
            </td>
          </tr>
        );
      })}
    </DataTable>
  );
}

/** The pictures of a table share their scale: ten percent at least, so that noise looks like noise. */
const LEAST_REACH = 0.1;
/** One figure that doubled does not flatten all others. */
const MOST_REACH = 1;
const WIDTH = 160;
const HEIGHT = 16;

/** The change as a dot, its interval as a bar around it, no change as the line in the middle. */
function IntervalPicture(
  { change: { change, interval, verdict }, reach }: { readonly change: FigureChange; readonly reach: number },
): JSX.Element | null {
  if (change === null || interval === null) return null;
  const at = (share: number) => WIDTH / 2 + Math.max(-1, Math.min(1, share / reach)) * (WIDTH / 2 - 4);
  const [low, high] = [at(interval.low), at(interval.high)];
  return (
    <svg
      class={`interval ${VERDICT_CLASSES[verdict]}`}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <line x1={WIDTH / 2} x2={WIDTH / 2} y1="0" y2={HEIGHT} class="middle" />
      <rect x={low} width={Math.max(1, high - low)} y={HEIGHT / 2 - 2} height="4" rx="2" />
      <circle cx={at(change)} cy={HEIGHT / 2} r="4" />
    </svg>
  );
}
