/// <reference lib="dom" />
/**
 * Opens pages in a headless browser, uses them as people do, and prints what it saw as a JSON list. A program of its
 * own: what drives the browser reads all of the system. Argument: what to open, with what, as JSON.
 */
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { FLAGS } from "./browser_flags.ts";

/** What to open, with what. */
export interface ProbeTask {
  readonly executablePath: string;
  /** The folder that pictures of the pages are for; empty: none are taken. */
  readonly pictures: string;
  readonly pages: readonly PageTask[];
}

/** A page to open. */
export interface PageTask {
  readonly file: string;
  /** Whether it is looked at by the guidelines' rules, on a narrow screen and on paper as well. */
  readonly isShownInAllForms: boolean;
}

/** What a browser showed of a page. */
export interface PageProbe {
  readonly errors: readonly string[];
  readonly requests: readonly string[];
  readonly charts: number;
  readonly drawn: number;
  readonly languages: Readonly<Record<string, string>>;
  readonly themes: Readonly<Record<string, string>>;
  readonly tabsByKeyboard: readonly string[];
  readonly shownPanels: readonly number[];
  readonly tooltip: string;
  readonly valueRows: number;
  /** `null`: it was used only. */
  readonly forms: FormsProbe | null;
}

/** What a page is like by the guidelines' rules, on screens of two widths and on paper. */
export interface FormsProbe {
  readonly serious: readonly string[];
  /** How far it is wider than a screen, as a desk and as a phone show it. */
  readonly overflows: readonly number[];
  readonly print: PrintProbe;
}

/** What a page does for paper. */
interface PrintProbe {
  /** Charts that were not finished at once: paper would show them so. */
  readonly unfinished: readonly string[];
  readonly hiddenPanels: number;
  /** Background and hidden panels before and after it was printed. */
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
}

const { executablePath, pictures, pages }: ProbeTask = JSON.parse(Deno.args[0] ?? "");

async function open(
  browser: Browser,
  file: string,
  width: number,
): Promise<{ page: Page; errors: string[]; requests: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => /^(file|data|blob):/.test(request.url()) || requests.push(request.url()));
  await page.goto(`file://${file}`);
  await page.waitForSelector("html[data-ready=yes]");
  return { page, errors, requests };
}

/** Charts are drawn when they come into sight. */
async function scrollThrough(page: Page): Promise<void> {
  const height = await page.evaluate("document.body.scrollHeight") as number;
  for (let y = 0; y < height; y += 800) {
    await page.evaluate(`scrollTo(0, ${y})`);
    await page.waitForTimeout(20);
  }
  await page.evaluate("scrollTo(0, 0)");
}

/** A chart that stays empty is left so in the end, for the count of drawn ones to tell. */
async function waitForCharts(page: Page): Promise<void> {
  const empty = page.locator(".chart:visible:not(:has(svg))");
  for (let tries = 0; tries < 100 && await empty.count() > 0; tries++) {
    await empty.first().evaluate((chart) => (chart as HTMLElement).scrollIntoView());
    await page.waitForTimeout(50);
  }
}

async function useTabs(page: Page): Promise<Pick<PageProbe, "tabsByKeyboard" | "shownPanels">> {
  const tabs = page.locator('[role="tab"]');
  const tabsByKeyboard: string[] = [];
  const shownPanels: number[] = [];
  if (await tabs.count() === 0) return { tabsByKeyboard, shownPanels };
  await page.locator('[role="tab"][aria-selected="true"]').first().focus();
  for (const key of ["Home", "ArrowRight", "End", "ArrowRight"]) {
    await page.keyboard.press(key);
    tabsByKeyboard.push(await page.locator('[role="tab"][aria-selected="true"]').first().innerText());
    shownPanels.push(await page.locator('[role="tabpanel"]:visible').count());
  }
  return { tabsByKeyboard, shownPanels };
}

async function switchAll(page: Page): Promise<Pick<PageProbe, "languages" | "themes">> {
  const languages: Record<string, string> = {};
  for (const language of ["zh", "en"]) {
    await page.click(`button[data-language=${language}]`);
    languages[language] = await page.locator("section h2").first().innerText();
  }
  const themes: Record<string, string> = {};
  for (const theme of ["dark", "light"]) {
    await page.click(`button[data-theme=${theme}]`);
    themes[theme] = String(await page.evaluate("getComputedStyle(document.body).backgroundColor"));
  }
  return { languages, themes };
}

async function hover(page: Page): Promise<string> {
  const chart = page.locator(".chart:visible").first();
  if (await chart.count() === 0) return "";
  await chart.scrollIntoViewIfNeeded();
  await page.waitForTimeout(400);
  const box = await chart.boundingBox();
  if (box === null) return "";
  // Passed over several times: on a busy machine the browser draws less often than the mouse moves.
  for (let move = 0; move < 200; move++) {
    await page.mouse.move(box.x + box.width * (0.1 + 0.02 * (move % 42)), box.y + box.height * 0.6);
    // The tooltip is the last child of its chart.
    const text = await chart.evaluate((place) => (place as HTMLElement).lastElementChild?.textContent ?? "");
    if (/\d/.test(text) && await chart.evaluate((place) => (place as HTMLElement).children.length > 1)) return text;
  }
  return "";
}

async function openValues(page: Page): Promise<number> {
  const values = page.locator("details[data-values]:visible").first();
  if (await values.count() === 0) return 0;
  await values.locator("summary").click();
  // Browsers tell of an opened place later than of the click that opened it.
  await values.locator("tr").first().waitFor({ state: "attached" });
  return await values.locator("tr").count();
}

/** Rules of the guidelines that people with disabilities depend on. */
const RULES = JSON.stringify({ runOnly: ["wcag2a", "wcag2aa"], resultTypes: ["violations"] });

async function findSerious(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(`axe.run(${RULES})`) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
}

const CHARTS = `[...document.querySelectorAll(".chart")].map((chart) => chart.innerHTML)`;
const HIDDEN = `document.querySelectorAll('[role="tabpanel"][hidden]').length`;
const BACKGROUND = "getComputedStyle(document.body).backgroundColor";

/** Asks a page that nobody scrolled through for paper: most of its charts were not drawn yet. */
async function print(page: Page): Promise<PrintProbe> {
  const look = async () => [await page.evaluate(BACKGROUND), await page.evaluate(HIDDEN)];
  const before = await look();
  const ready = await page.evaluate(`dispatchEvent(new Event("beforeprint")), ${CHARTS}`) as string[];
  const hiddenPanels = await page.evaluate(HIDDEN) as number;
  await page.waitForTimeout(500);
  const later = await page.evaluate(CHARTS) as string[];
  const unfinished = later.filter((chart, index) => chart !== ready[index] || !chart.includes("<svg"))
    .map((chart) => chart.slice(0, 200));
  await page.evaluate(`dispatchEvent(new Event("afterprint"))`);
  const after = await look();
  return { unfinished, hiddenPanels, before, after };
}

const OVERFLOW = "document.documentElement.scrollWidth - innerWidth";

/** Opens the page anew on a narrow screen and asks for paper there. */
async function showNarrow(browser: Browser, file: string): Promise<{ overflow: number; print: PrintProbe }> {
  const { page } = await open(browser, file, 390);
  await page.click("button[data-theme=dark]");
  await page.click("button[data-language=zh]");
  const overflow = await page.evaluate(OVERFLOW) as number;
  const paper = await print(page);
  await takePicture(page, `${file}_390_dark_zh`);
  await page.close();
  return { overflow, print: paper };
}

async function takePicture(page: Page, name: string): Promise<void> {
  if (pictures === "") return;
  await scrollThrough(page);
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${pictures}/${name.split("/").at(-1)}.png`, fullPage: true });
}

async function probe(browser: Browser, { file, isShownInAllForms }: PageTask): Promise<PageProbe> {
  const { page, errors, requests } = await open(browser, file, 1280);
  const used = { ...await useTabs(page), ...await switchAll(page) };
  await scrollThrough(page);
  await waitForCharts(page);
  await takePicture(page, `${file}_1280_light_en`);
  const charts = await page.locator(".chart:visible").count();
  const drawn = await page.locator(".chart:visible:has(svg)").count();
  const tooltip = await hover(page);
  const valueRows = await openValues(page);
  const forms = isShownInAllForms ? await showAllForms(page, () => showNarrow(browser, file)) : null;
  await page.close();
  return { errors, requests, charts, drawn, ...used, tooltip, valueRows, forms };
}

async function showAllForms(
  page: Page,
  openNarrow: () => Promise<{ readonly overflow: number; readonly print: PrintProbe }>,
): Promise<FormsProbe> {
  const serious = await findSerious(page);
  const wide = await page.evaluate(OVERFLOW) as number;
  const { overflow, print } = await openNarrow();
  return { serious, overflows: [wide, overflow], print };
}

const browser = await chromium.launch({ executablePath, args: [...FLAGS] });
try {
  const probes: PageProbe[] = [];
  for (const task of pages) probes.push(await probe(browser, task));
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(probes)));
} finally {
  await browser.close();
}
