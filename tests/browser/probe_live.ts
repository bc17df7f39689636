/// <reference lib="dom" />
/**
 * Opens a live page in a headless browser, lets its run go on and end, and prints what the browser saw as JSON. A program
 * of its own, as `probe_page.ts` is. Argument: the browser.
 */
import { chromium } from "playwright-core";
import { openLivePage, type ShownRun } from "../../src/app/live/live_page.ts";
import { createClock } from "../../src/core/clock.ts";
import { renderHtmlReport } from "../../src/report/html/html_report.tsx";
import { toLiveView } from "../../src/report/model/live_view.ts";
import { sampleReport } from "../support/sample_report.ts";
import { makeSnapshot } from "../support/sample_results.ts";
import { FLAGS } from "./browser_flags.ts";

/** What a browser showed of a live page. */
export interface LiveProbe {
  readonly errors: readonly string[];
  readonly statusWithoutToken: number;
  readonly before: string;
  readonly after: string;
  /** The tab chosen by hand, and a table opened by hand, after the page was made anew. */
  readonly chosenTab: string;
  readonly openTables: number;
  readonly drawnAfter: number;
  readonly isLiveAtEnd: boolean;
  readonly headAtEnd: string;
  readonly drawnAtEnd: number;
  readonly languageAtEnd: string;
}

const whole = sampleReport();

function show(points: number, done: number): ShownRun {
  const model = sampleReport({ points: whole.points.slice(0, points) });
  return { models: [model], live: { view: toLiveView(makeSnapshot({ done })) } };
}

const [executablePath = ""] = Deno.args;
let shown = show(2, 100);
const browser = await chromium.launch({ executablePath, args: [...FLAGS] });
const served = openLivePage({ port: 0, clock: createClock(), mostShare: 1, read: () => shown });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const errors: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  const refused = await page.goto(served.address.replace(/\?.*/, ""));
  errors.length = 0;
  await page.goto(served.address);
  await page.waitForSelector("html[data-ready=yes]");
  const before = await page.locator("section.live").innerText();
  await page.locator('[role="tab"]').first().click();
  await page.locator(".chart:visible").first().scrollIntoViewIfNeeded();
  await page.waitForSelector(".chart:visible svg");
  await page.locator("details[data-values]:visible summary").first().click();
  await page.locator("details[data-values][open] tr").first().waitFor({ state: "attached" });
  shown = show(3, 300);
  await served.update();
  // The page forbids the evaluation of texts, with which `waitForFunction` asks again.
  await page.locator("[role=tab]").nth(2).waitFor({ state: "attached" });
  const after = await page.locator("section.live").innerText();
  const chosenTab = await page.locator('[role="tab"][aria-selected="true"]').innerText();
  await page.locator("details[data-values][open] tr").first().waitFor({ state: "attached" });
  const openTables = await page.locator("details[data-values][open] tr").count();
  await page.waitForSelector(".chart:visible svg");
  const drawnAfter = await page.locator(".chart:visible:has(svg)").count();
  const ending = served.end(renderHtmlReport([whole]));
  await page.waitForSelector("html[data-ready=yes]:not([data-live])");
  await ending;
  await served[Symbol.asyncDispose]();
  await page.click("button[data-language=zh]");
  await page.locator(".chart:visible").first().scrollIntoViewIfNeeded();
  await page.waitForSelector(".chart:visible svg");
  const probe: LiveProbe = {
    errors,
    statusWithoutToken: refused?.status() ?? 0,
    before,
    after,
    chosenTab,
    openTables,
    drawnAfter,
    isLiveAtEnd: await page.locator("section.live").count() > 0,
    headAtEnd: await page.locator("h1").innerText(),
    drawnAtEnd: await page.locator(".chart:visible:has(svg)").count(),
    languageAtEnd: await page.locator("section h2").first().innerText(),
  };
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(probe)));
} finally {
  await browser.close();
  await served[Symbol.asyncDispose]();
}
