import type { Calibration, FigureError } from "../../metrics/calibration/calibration.ts";
import type { DatedCalibration } from "../../metrics/calibration/like_load.ts";
import { describeClientError } from "../parts/health_line.ts";
import { wrapText } from "../text/fitted_text.ts";
import { formatMs, formatNumber } from "../text/number_text.ts";
import { drawTable, type TextTable } from "../text/text_table.ts";
import type { TextStyle } from "../text/tone.ts";

/** Shows how far this client is from the truth under each load that was calibrated. */
export function renderCalibrations(calibrations: readonly DatedCalibration[], style: TextStyle): string {
  return calibrations.map(({ calibration }) => renderOne(calibration, style)).join("\n\n");
}

function renderOne(calibration: Calibration, style: TextStyle): string {
  const { ttft, itl, trueRate, reportedRate, serviceLateP99Ms } = calibration;
  const late = `The known service was itself late by up to ${
    formatMs(serviceLateP99Ms, 2)
  } (p99), which is a part of the error`;
  const errors = describeClientError({ ttftMs: ttft.errorP99Ms, itlMs: itl.errorP99Ms }).en;
  return [
    describeLoad(calibration),
    drawTable(toTable(ttft, itl), style).text,
    `Requests a second: true ${formatNumber(trueRate, 2)}, reported ${formatNumber(reportedRate, 2)}`,
    ...wrapText(`99 % of the values: ${errors}. ${late}.`, style.width, ""),
  ].join("\n");
}

function describeLoad({ load, requests }: Calibration): string {
  const { parallel, rate, shards, transport, tokensPerSecond } = load;
  const shape = parallel === null ? `${formatNumber(rate, 2)} requests a second` : `${parallel} requests at once`;
  const loops = shards === 1 ? "1 event loop" : `${shards} event loops`;
  return `${shape}, ${requests} compared, ${formatNumber(tokensPerSecond, 0)} tokens a second, ${loops}, ${transport}`;
}

function toTable(ttft: FigureError, itl: FigureError): TextTable {
  const titles = ["True mean", "Reported", "True p99", "Reported", "Error mean", "Error p99", "Error max"];
  return {
    columns: [
      { title: "ms", align: "left" },
      ...titles.map((title) => ({ title, align: "right" as const })),
    ],
    rows: [["TTFT", ...cellsOf(ttft)], ["ITL", ...cellsOf(itl)]],
  };
}

function cellsOf(figure: FigureError): string[] {
  const { trueMeanMs, reportedMeanMs, trueP99Ms, reportedP99Ms, errorMeanMs, errorP99Ms, errorMaxMs } = figure;
  return [trueMeanMs, reportedMeanMs, trueP99Ms, reportedP99Ms, errorMeanMs, errorP99Ms, errorMaxMs]
    .map((value) => formatNumber(value, 2));
}
