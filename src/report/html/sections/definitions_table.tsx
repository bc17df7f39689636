import type { JSX } from "preact";
import { PEER_FIGURES, PEER_RULES } from "../../../metrics/peers/peer_rules.ts";
import type { PeerRow } from "../../../metrics/step_metrics.ts";
import { describePeerDifferences, PEER_TITLES } from "../../parts/peer_table.ts";
import { words } from "../../../core/words.ts";
import { formatBrief } from "../../charts/chart_number.ts";
import { T } from "../language.tsx";
import { DataTable } from "./data_table.tsx";

const TITLE = words("Definitions side by side (ms)", "各工具口径对照（ms）");

const HEADS = [
  words("Rules of", "口径"),
  ...PEER_FIGURES.flatMap((figure) => {
    const title = PEER_TITLES[figure];
    const zh = figure === "latency" ? "延迟" : title;
    return [
      words(`${title} mean`, `${zh} 平均`),
      words(`${title} p50`, `${zh} p50`),
      words(`${title} p99`, `${zh} p99`),
    ];
  }),
];

/** One point by the rules of other tools, with the reason of each difference; nothing where it was not asked for. */
export function DefinitionsTable({ peers }: { readonly peers: readonly PeerRow[] | null }): JSX.Element | null {
  if (peers === null || peers.length === 0) return null;
  return (
    <>
      <DataTable title={TITLE} heads={HEADS}>
        {peers.map((row) => <DefinitionsRow key={row.tool} row={row} />)}
      </DataTable>
      {describePeerDifferences(peers).map((sentence) => (
        <p class="note" key={sentence.en}>
          <T text={sentence} />
        </p>
      ))}
    </>
  );
}

function DefinitionsRow({ row: { tool, figures } }: { readonly row: PeerRow }): JSX.Element {
  return (
    <tr>
      <th scope="row">{PEER_RULES[tool].label}</th>
      {PEER_FIGURES.flatMap((figure) => {
        const { mean, p50, p99 } = figures[figure];
        return [mean, p50, p99].map((value, index) => <td key={`${figure} ${index}`}>{formatBrief(value)}</td>);
      })}
    </tr>
  );
}
