import type { JSX } from "preact";
import { DISTRIBUTION_IDS, type DistributionId, isDistributionId, type MetricId } from "../../../metrics/catalog.ts";
import { listShown } from "../../../metrics/shown.ts";
import { nameMetric, nameUnit } from "../../../metrics/metric_words.ts";
import { isThin } from "../../../metrics/distribution.ts";
import { PERCENTILES } from "../../../metrics/step_metrics.ts";
import type { ReportPoint } from "../../model/report_model.ts";
import { percentileOf, scalarOf } from "../../parts/load_points.ts";
import { same, words } from "../../../core/words.ts";
import { formatNumber } from "../../text/number_text.ts";
import { figureText } from "../number_text.ts";
import { T } from "../language.tsx";
import { DataTable } from "./data_table.tsx";
import { MetricHead } from "./metric_head.tsx";

interface Shown {
  readonly point: ReportPoint;
}

/** The figures that are looked at first, each with what it means. */
export function Tiles({ point }: Shown): JSX.Element {
  return <ul class="tiles">{listShown("tile").map(({ id }) => toTile(point, id))}</ul>;
}

function toTile(point: ReportPoint, id: MetricId): JSX.Element | null {
  const isWait = isDistributionId(id);
  const figure = isWait ? percentileOf(point, id, 50) : scalarOf(point, id);
  if (figure === null) return null;
  const detail = isWait ? `p99 ${figureText(id, percentileOf(point, id, 99))}` : "";
  return <Tile key={id} id={id} value={figureText(id, figure)} detail={detail} />;
}

function Tile({ id, value, detail }: { readonly id: MetricId; value: string; detail: string }) {
  const unit = nameUnit(id);
  return (
    <li class="tile" data-metric={id}>
      <span class="label">
        <T text={nameMetric(id)} />
        {detail === "" ? "" : " p50"}
      </span>
      <span class="value">
        {value}{" "}
        <small>
          <T text={unit} />
        </small>
      </span>
      {detail !== "" && (
        <span class="detail">
          {detail} <T text={unit} />
        </span>
      )}
    </li>
  );
}

const THIN = words(
  "in italics: too few samples to be more than the extreme",
  "斜体：样本太少，与极值无异",
);

const PERCENTILE_HEADS = [
  words("Metric", "指标"),
  same("n"),
  words("mean", "平均"),
  ...PERCENTILES.map((percent) => same(`p${percent}`)),
  words("max", "最大"),
];

/** Percentiles of all metrics that have samples. */
export function PercentileTable({ point }: Shown): JSX.Element {
  const ids = DISTRIBUTION_IDS.filter((id) => countOf(point, id) > 0);
  const hasThin = ids.some((id) => PERCENTILES.some((percent) => isThinShown(point, id, percent)));
  return (
    <DataTable title={words("Percentiles", "百分位")} heads={PERCENTILE_HEADS} hint={hasThin ? THIN : undefined}>
      {ids.map((id) => <PercentileRow key={id} id={id} point={point} />)}
    </DataTable>
  );
}

/** A figure that says no more than the extreme; where there is none, nothing is in italics. */
function isThinShown(point: ReportPoint, id: DistributionId, percent: typeof PERCENTILES[number]): boolean {
  const value = point.distributions[id]?.percentiles[percent] ?? null;
  return value !== null && isThin(countOf(point, id), percent);
}

function countOf(point: ReportPoint, id: DistributionId): number {
  return point.distributions[id]?.count ?? 0;
}

function PercentileRow({ id, point }: Shown & { readonly id: DistributionId }): JSX.Element {
  const summary = point.distributions[id];
  return (
    <tr>
      <MetricHead id={id} />
      <td>{formatNumber(countOf(point, id), 0)}</td>
      <td>{figureText(id, summary?.mean)}</td>
      {PERCENTILES.map((percent) => {
        const text = figureText(id, summary?.percentiles[percent]);
        return <td key={percent}>{isThinShown(point, id, percent) ? <i>{text}</i> : text}</td>;
      })}
      <td>{figureText(id, summary?.max)}</td>
    </tr>
  );
}
