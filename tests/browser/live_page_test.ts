import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { sampleReport } from "../support/sample_report.ts";
import { findBrowser, probeLivePage } from "./browser.ts";

const browser = findBrowser();
if (browser === null) {
  // deno-lint-ignore no-console -- a test that does not run must be seen
  console.error("SKIPPED: no Chromium on this machine, the live page is not tried in a browser");
}

Deno.test(
  { name: "a live page follows its run in a browser and is its report afterwards", ignore: browser === null },
  async () => {
    const probe = await probeLivePage(browser ?? "");
    deepStrictEqual(probe.errors, []);
    strictEqual(probe.statusWithoutToken, 403);
    match(probe.before, /100 \/ 1000/);
    match(probe.after, /300 \/ 1000/);
    strictEqual(probe.chosenTab, sampleReport().points[0]?.name);
    ok(probe.openTables >= 3, `${probe.openTables} rows`);
    ok(probe.drawnAfter > 0);
    strictEqual(probe.isLiveAtEnd, false);
    match(probe.headAtEnd, /streamgauge/);
    ok(probe.drawnAtEnd > 0);
    strictEqual(probe.languageAtEnd, "运行内容");
  },
);
