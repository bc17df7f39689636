import { toPercent } from "../../text/percent.ts";
import type { JSX } from "preact";
import type { ServiceCheckRow, ServiceReport } from "../../model/point_watch.ts";
import { type Words, words } from "../../../core/words.ts";
import { formatBrief } from "../../charts/chart_number.ts";
import { T } from "../language.tsx";
import { DataTable } from "./data_table.tsx";

/** What the service said of itself, and where it parts from what was measured. */
export function ServiceTable({ service }: { readonly service: ServiceReport | null }): JSX.Element | null {
  if (service === null) return null;
  const title = words(`What ${service.service} says of itself`, `${service.service} 自身的指标`);
  return (
    <>
      <DataTable title={title} heads={HEADS}>
        {ownRows(service).map(([name, value]) => (
          <tr key={name.en}>
            <th scope="row">
              <T text={name} />
            </th>
            <td>{formatBrief(value)}</td>
            <td>—</td>
            <td>—</td>
          </tr>
        ))}
        {service.checks.map((check) => <CheckRow key={check.what.en} check={check} />)}
      </DataTable>
      {service.checks.map(({ warning }) =>
        warning !== null && (
          <p class="note warning" key={warning.en}>
            <T text={warning} />
          </p>
        )
      )}
    </>
  );
}

const HEADS = [
  words("Figure", "指标"),
  words("Service", "服务端"),
  words("Client", "客户端"),
  words("Client minus service", "客户端减服务端"),
];

function CheckRow({ check: { what, unit, ours, theirs } }: { readonly check: ServiceCheckRow }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <T text={what} />
        {unit === "ms" && " ms"}
      </th>
      <td>{formatBrief(theirs)}</td>
      <td>{formatBrief(ours)}</td>
      <td>{formatBrief(ours - theirs)}</td>
    </tr>
  );
}

/** Figures that only the service has. */
function ownRows({ peaks, counters, cacheHitShare }: ServiceReport): readonly [Words, number][] {
  const { running, waiting, kvUsageShare } = peaks;
  const rows: [Words, number | null][] = [
    [words("Running at most", "最大运行数"), running ?? null],
    [words("Queue at most", "最大排队数"), waiting ?? null],
    [words("KV cache in use at most %", "KV 缓存最大占用 %"), toPercent(kvUsageShare ?? null)],
    [words("Cache hits %", "缓存命中率 %"), toPercent(cacheHitShare)],
    [words("Preemptions", "抢占次数"), counters.preemptions ?? null],
  ];
  return rows.filter((row): row is [Words, number] => row[1] !== null);
}
