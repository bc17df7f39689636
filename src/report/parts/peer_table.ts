import { joinWords, same, SEMICOLON, type Words, words } from "../../core/words.ts";
import { PEER_FIGURES, PEER_RULES, type PeerFigure } from "../../metrics/peers/peer_rules.ts";
import type { PeerRow } from "../../metrics/step_metrics.ts";
import { formatNumber } from "../text/number_text.ts";
import type { TextColumn, TextTable } from "../text/text_table.ts";

/** What the figures are called where there is room. */
export const PEER_TITLES: Readonly<Record<PeerFigure, string>> = {
  ttft: "TTFT",
  tpot: "TPOT",
  itl: "ITL",
  latency: "Latency",
};

/** And where there is little. */
const TITLES: Readonly<Record<PeerFigure, string>> = { ...PEER_TITLES, latency: "Lat." };

/** Less difference than this, as a share of ours, needs no word. */
const TOLD_SHARE = 0.005;

/** Builds the table of one step by the rules of several tools, all in ms. */
export function buildPeerTable(rows: readonly PeerRow[]): TextTable {
  return {
    columns: [
      { title: "Rules of", align: "left" },
      ...PEER_FIGURES.flatMap((figure, index): TextColumn[] => [
        { title: `${TITLES[figure]} ms`, align: "right" },
        { title: `p50 ${TITLES[figure]}`, align: "right", dropOrder: 20 - index },
        { title: `p99 ${TITLES[figure]}`, align: "right", dropOrder: 10 - index },
      ]),
    ],
    rows: rows.map(({ tool, figures }) => [
      PEER_RULES[tool].label,
      ...PEER_FIGURES.flatMap((figure) => {
        const { mean, p50, p99 } = figures[figure];
        return [mean, p50, p99].map((value) => formatNumber(value, 2));
      }),
    ]),
  };
}

/** Says why figures differ from ours, a sentence for each tool that has any that do. */
export function describePeerDifferences(rows: readonly PeerRow[]): Words[] {
  const own = rows.find(({ tool }) => tool === "native");
  return rows.flatMap((row) => {
    const { label, reasons } = PEER_RULES[row.tool];
    const parts = PEER_FIGURES.flatMap((figure) => {
      const reason = reasons[figure];
      const isTold = reason !== undefined && (own === undefined || differs(row, own, figure));
      if (!isTold) return [];
      const name = figure === "latency" ? words(figure, "延迟") : same(PEER_TITLES[figure]);
      return [words(`${name.en}: ${reason.en}`, `${name.zh}：${reason.zh}`)];
    });
    const all = joinWords(parts, SEMICOLON);
    return parts.length === 0 ? [] : [words(`${label}. ${all.en}`, `${label}：${all.zh}`)];
  });
}

function differs(row: PeerRow, own: PeerRow, figure: PeerFigure): boolean {
  const [theirs, ours] = [row.figures[figure], own.figures[figure]];
  return (["mean", "p50", "p99"] as const).some((statistic) => {
    const [a, b] = [theirs[statistic], ours[statistic]];
    if (a === null || b === null) return a !== b;
    return Math.abs(a - b) > TOLD_SHARE * Math.max(Math.abs(a), Math.abs(b));
  });
}
