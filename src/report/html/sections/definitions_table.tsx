import type { JSX } from "preact";
import { PEER_FIGURES, PEER_RULES } from "../../../metrics/peers/peer_rules.ts";
import type { PeerRow } from "../../../metrics/step_metrics.ts";
import { describePeerDifferences, PEER_TITLES } from "../../parts/peer_table.ts";
import { words } from "../../parts/words.ts";
import { formatNumber } from "../../charts/chart_option.ts";
import { T } from "../language.tsx";

const TITLE = words("Definitions side by side (ms)", "各工具口径对照（ms）");

/** One point by the rules of other tools, with the reason of each difference; nothing where it was not asked for. */
export function DefinitionsTable({ peers }: { readonly peers: readonly PeerRow[] | null }): JSX.Element | null {
  if (peers === null || peers.length === 0) return null;
  const heads = PEER_FIGURES.flatMap((figure) =>
    ["mean", "p50", "p99"].map((statistic) => `${PEER_TITLES[figure]} ${statistic}`)
  );
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label={TITLE.en}>
        <table>
          <caption>
            <T text={TITLE} />
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <T text={words("Rules of", "口径")} />
              </th>
              {heads.map((head) => <th scope="col" key={head}>{head}</th>)}
            </tr>
          </thead>
          <tbody>
            {peers.map((row) => <DefinitionsRow key={row.tool} row={row} />)}
          </tbody>
        </table>
      </div>
      {describePeerDifferences(peers).map((sentence) => <p class="note" key={sentence}>{sentence}</p>)}
    </>
  );
}

function DefinitionsRow({ row: { tool, figures } }: { readonly row: PeerRow }): JSX.Element {
  return (
    <tr>
      <th scope="row">{PEER_RULES[tool].label}</th>
      {PEER_FIGURES.flatMap((figure) => {
        const { mean, p50, p99 } = figures[figure];
        return [mean, p50, p99].map((value, index) => <td key={`${figure} ${index}`}>{formatNumber(value)}</td>);
      })}
    </tr>
  );
}
