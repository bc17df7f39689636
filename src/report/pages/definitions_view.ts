import { toVisible } from "../../core/visible_text.ts";
import type { ReportModel } from "../model/report_model.ts";
import { buildPeerTable, describePeerDifferences } from "../parts/peer_table.ts";
import { drawTitled } from "../parts/titled_table.ts";
import { wrapText } from "../text/fitted_text.ts";
import type { TextStyle } from "../text/tone.ts";

/** Renders each point of runs by the rules of several tools, with the reasons of the differences; empty: none has any. */
export function renderDefinitions(models: readonly ReportModel[], style: TextStyle): string {
  const blocks = models.flatMap((model) =>
    model.points.flatMap(({ name, peers }) => {
      if (peers === null) return [];
      const run = models.length > 1 ? `${model.name} ` : "";
      const table = drawTitled({
        title: toVisible(`By the rules of other tools: ${run}${name}`),
        ...buildPeerTable(peers),
      }, style);
      const reasons = describePeerDifferences(peers).flatMap(({ en }) => wrapText(en, style.width, "  "));
      return [[table, ...reasons].join("\n")];
    })
  );
  return blocks.join("\n\n");
}
