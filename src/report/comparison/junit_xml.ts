import { toVisibleData } from "../../core/visible_text.ts";
import type { Comparison, GateResult } from "../../metrics/comparison/comparison.ts";
import { toXmlText } from "../text/xml.ts";

/** Writes rules as tests in JUnit's XML: a suite for each run, a test for each rule and load. */
export function toComparisonJunit(given: Comparison): string {
  const { base, runs } = toVisibleData(given);
  const suites = runs.map(({ name, gates }) => toSuite(`${name} against ${base.name}`, gates));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("\n")}\n</testsuites>\n`;
}

function toSuite(name: string, gates: readonly GateResult[]): string {
  const count = (status: GateResult["status"]) => gates.filter((gate) => gate.status === status).length;
  const head = `<testsuite name="${toXmlText(name)}" tests="${gates.length}" failures="${count("broken")}" ` +
    `errors="0" skipped="${count("unknown")}">`;
  return ["  " + head, ...gates.map(toCase), "  </testsuite>"].join("\n");
}

function toCase({ rule, point, status, reason }: GateResult): string {
  const head = `    <testcase classname="${toXmlText(point)}" name="${toXmlText(rule)}"`;
  const text = toXmlText(reason.en);
  if (status === "broken") return `${head}><failure message="${text}">${text}</failure></testcase>`;
  if (status === "unknown") return `${head}><skipped message="${text}"/></testcase>`;
  return `${head}><system-out>${text}</system-out></testcase>`;
}
