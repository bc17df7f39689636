import type { JSX } from "preact";
import { DISTRIBUTION_IDS, type DistributionId, METRIC_CATALOG, type ScalarId } from "../../../metrics/catalog.ts";
import { PERCENTILES } from "../../../metrics/step_metrics.ts";
import type { ReportPoint } from "../../model/report_model.ts";
import { percentileOf, scalarOf } from "../../parts/load_points.ts";
import { words } from "../../parts/words.ts";
import { T } from "../language.tsx";
import { formatNumber } from "../../text/number_text.ts";
import { figureText } from "../number_text.ts";

interface Shown {
  readonly point: ReportPoint;
}

const TILES: readonly ScalarId[] = [
  "request_throughput",
  "output_throughput",
  "goodput",
  "mean_concurrency",
  "success_rate",
  "kv_cache_hit_rate",
  "duration",
];

const WAITS: readonly DistributionId[] = ["ttft", "tpot", "itl", "latency"];

/** The figures that are looked at first, each with what it means. */
export function Tiles({ point }: Shown): JSX.Element {
  const scalars = TILES.filter((id) => scalarOf(point, id) !== null);
  const waits = WAITS.filter((id) => percentileOf(point, id, 50) !== null);
  return (
    <ul class="tiles">
      {scalars.map((id) => <Tile key={id} id={id} value={figureText(id, scalarOf(point, id))} detail="" />)}
      {waits.map((id) => (
        <Tile
          key={id}
          id={id}
          value={figureText(id, percentileOf(point, id, 50))}
          detail={`p99 ${figureText(id, percentileOf(point, id, 99))}`}
        />
      ))}
    </ul>
  );
}

function Tile({ id, value, detail }: { readonly id: ScalarId | DistributionId; value: string; detail: string }) {
  const { label, unit } = METRIC_CATALOG[id];
  return (
    <li class="tile" data-metric={id}>
      <span class="label">{label}{detail === "" ? "" : " p50"}</span>
      <span class="value">
        {value} <small>{unit}</small>
      </span>
      {detail !== "" && <span class="detail">{detail} {unit}</span>}
    </li>
  );
}

/** Percentiles of all metrics that have samples. */
export function PercentileTable({ point }: Shown): JSX.Element {
  const ids = DISTRIBUTION_IDS.filter((id) => (point.distributions[id]?.count ?? 0) > 0);
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Percentiles">
      <table>
        <caption>
          <T text={words("Percentiles", "百分位")} />
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <T text={words("Metric", "指标")} />
            </th>
            <th scope="col">n</th>
            <th scope="col">
              <T text={words("mean", "平均")} />
            </th>
            {PERCENTILES.map((percent) => <th scope="col" key={percent}>p{percent}</th>)}
            <th scope="col">max</th>
          </tr>
        </thead>
        <tbody>
          {ids.map((id) => <PercentileRow key={id} id={id} point={point} />)}
        </tbody>
      </table>
    </div>
  );
}

function PercentileRow({ id, point }: Shown & { readonly id: DistributionId }): JSX.Element {
  const { label, unit } = METRIC_CATALOG[id];
  const summary = point.distributions[id];
  return (
    <tr>
      <th scope="row" data-metric={id}>
        {label} <small>{unit}</small>
      </th>
      <td>{formatNumber(summary?.count ?? 0, 0)}</td>
      <td>{figureText(id, summary?.mean)}</td>
      {PERCENTILES.map((percent) => {
        const needed = neededSamples(percent);
        const isThin = (summary?.count ?? 0) < needed;
        const hint = isThin ? `p${percent} needs ${needed} samples to be more than the extreme` : undefined;
        return (
          <td key={percent} class={isThin ? "thin" : undefined} title={hint}>
            {figureText(id, summary?.percentiles[percent])}
          </td>
        );
      })}
      <td>{figureText(id, summary?.max)}</td>
    </tr>
  );
}

/** So many samples until at least one is expected beyond the percentile. */
function neededSamples(percent: number): number {
  const beyond = Math.min(percent, 100 - percent) / 100;
  return Math.round(1 / beyond);
}
