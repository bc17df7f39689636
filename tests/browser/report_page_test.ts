import { same, words } from "../../src/core/words.ts";
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert";
import { renderHtmlReport } from "../../src/report/html/html_report.tsx";
import type { ReportModel } from "../../src/report/model/report_model.ts";
import { renderComparisonPage } from "../../src/report/html/comparison_page.tsx";
import { poisonedReport } from "../support/poisoned_report.ts";
import { makeComparison } from "../support/sample_comparison.ts";
import { samplePoint } from "../support/sample_points.ts";
import { sampleDetails, sampleReport } from "../support/sample_report.ts";
import type { PageProbe } from "./probe_page.ts";
import { findBrowser, probePages } from "./browser.ts";

const browser = findBrowser();
if (browser === null) {
  // deno-lint-ignore no-console -- a test that does not run must be seen
  console.error("SKIPPED: no Chromium on this machine, report pages are not tried in a browser");
}

const ALL_FAILED = samplePoint({
  parallel: 4,
  failed: 30,
  succeeded: 0,
  changes: {
    failures: [{ kind: "http_status", status: 500, code: null, count: 30, examples: ["<script>alert(1)</script>"] }],
    validity: { verdict: "invalid", reasons: ["The client was late"], unreliable: [], affected: null },
    details: sampleDetails(1),
  },
});

const { points } = sampleReport();

/** Pages of all kinds, each as small as its kind allows: a browser takes a while to draw them. */
const PAGES: Readonly<Record<string, readonly ReportModel[]>> = {
  "one point": [sampleReport({ points: points.slice(0, 1) })],
  "a run where all failed and the client was the limit": [sampleReport({ points: [ALL_FAILED] })],
  "a sweep, found by a search": [sampleReport({
    search: {
      variable: "parallel",
      limits: [[same("p99 TTFT <= 200 ms")]],
      objective: null,
      winner: 2,
      low: 2,
      high: 4,
      sentence: words("The service", "服务端"),
      trials: [
        { value: 1, verdict: "passes", reason: "start", outcome: "" },
        { value: 4, verdict: "fails", reason: "doubled", outcome: "" },
        { value: 2, verdict: "passes", reason: "between", outcome: "" },
      ],
    },
  })],
  "two runs joined": [
    sampleReport({ points: points.slice(0, 1) }),
    sampleReport({ points: points.slice(1, 2), folder: "other", name: "other" }),
  ],
};

/** Asks for an address and writes an error where it becomes a part of the page. */
const EVIL = `"><img src="http://127.0.0.1:9/evil.png" onerror="console.error(1)"><script>console.error(2)</script>`;

/** Pages with what others wrote. */
const POISONED: Readonly<Record<string, () => string>> = {
  report: () => renderHtmlReport([poisonedReport(EVIL)]),
  comparison: () => renderComparisonPage(makeComparison(EVIL)),
};

let probes: Promise<Readonly<Record<string, PageProbe>>> | null = null;

/** What one browser showed of all pages: starting it takes as long as several of them. */
function probeAll(): Promise<Readonly<Record<string, PageProbe>>> {
  return probes ??= probePages(browser ?? "", {
    inAllForms: render(PAGES, renderHtmlReport),
    used: render(POISONED, (make) => make()),
  });
}

function render<Page>(pages: Readonly<Record<string, Page>>, toHtml: (page: Page) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, toHtml(page)]));
}

Deno.test(
  { name: "nothing that others wrote acts on a page, hovered charts included", ignore: browser === null },
  async () => {
    const seen = await probeAll();
    for (const probe of Object.keys(POISONED).map((name) => seen[name])) {
      deepStrictEqual([probe?.errors, probe?.requests], [[], []]);
      ok((probe?.drawn ?? 0) > 1);
    }
    // The names of the runs stand in the tooltip, as they are written.
    ok(seen["comparison"]?.tooltip.includes("<img src="), `${seen["comparison"]?.tooltip}`);
  },
);

Deno.test({ name: "report pages of all kinds work in a browser", ignore: browser === null }, async (test) => {
  const seen = await probeAll();
  for (const name of Object.keys(PAGES)) await test.step(name, () => checkPage(seen[name]));
  await test.step("tabs, hover and tables of values can be used", () => checkUse(seen["a sweep, found by a search"]));
});

function checkPage(probe: PageProbe | undefined): void {
  deepStrictEqual(probe?.errors, []);
  deepStrictEqual(probe.requests, []);
  deepStrictEqual(probe.forms?.serious, []);
  deepStrictEqual(probe.forms.overflows, [0, 0]);
  strictEqual(probe.drawn, probe.charts);
  deepStrictEqual(probe.languages, { zh: "运行内容", en: "What was run" });
  deepStrictEqual(probe.forms.print.unfinished, []);
  strictEqual(probe.forms.print.hiddenPanels, 0);
  deepStrictEqual(probe.forms.print.after, probe.forms.print.before);
  notStrictEqual(probe.themes["dark"], probe.themes["light"]);
}

function checkUse(probe: PageProbe | undefined): void {
  const names = points.map(({ name }) => name);
  deepStrictEqual(probe?.tabsByKeyboard, [names[0], names[1], names[2], names[0]]);
  deepStrictEqual(probe.shownPanels, [1, 1, 1, 1]);
  match(probe.tooltip, /\d/);
  ok(probe.valueRows >= 3, `${probe.valueRows} rows`);
}
