import { isWhole } from "../../core/sink.ts";
import { toVisibleData } from "../../core/visible_text.ts";
import type { ReportModel, ReportPoint } from "../model/report_model.ts";
import { toXmlText } from "../text/xml.ts";

/**
 * Writes runs in JUnit's XML: a suite for each run, a test for each point. A point fails where requests failed or it did not
 * go to its end, and is skipped where the client was the limit.
 */
export function toReportJunit(given: readonly ReportModel[]): string {
  const suites = toVisibleData(given).map(toSuite);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

function toSuite({ name, points }: ReportModel): string {
  const failures = points.filter((point) => findFault(point) !== null).length;
  const skipped = points.filter((point) => findFault(point) === null && isInvalid(point)).length;
  const head = `  <testsuite name="${toXmlText(name)}" tests="${points.length}" failures="${failures}" errors="0" ` +
    `skipped="${skipped}">`;
  return [head, ...points.map((point) => toCase(name, point)), "  </testsuite>"].join("\n");
}

function toCase(run: string, point: ReportPoint): string {
  const seconds = point.scalars.duration ?? 0;
  const head = `    <testcase classname="${toXmlText(run)}" name="${toXmlText(point.name)}" time="${
    seconds.toFixed(3)
  }"`;
  const fault = findFault(point);
  if (fault !== null) return `${head}><failure message="${toXmlText(fault)}"/></testcase>`;
  if (!isInvalid(point)) return `${head}/>`;
  return `${head}><skipped message="${toXmlText(point.validity?.reasons.join(" ") ?? "")}"/></testcase>`;
}

function findFault({ scalars, ending, failures }: ReportPoint): string | null {
  const failed = scalars.failed_requests ?? 0;
  if (failed > 0) {
    return `${failed} of ${scalars.total_requests} requests failed: ${failures[0]?.examples[0] ?? "no reason"}`;
  }
  return isWhole(ending) ? null : `It did not go to its end: ${ending}`;
}

function isInvalid({ validity }: ReportPoint): boolean {
  return validity?.verdict === "invalid";
}
