/// <reference lib="dom" />
/** Tabs of a page and the panels that they show. Runs in browsers alone. */

/** The tab that was chosen by hand in each list: a page that is made anew keeps it. */
const chosenTabs = new Map<string, string>();

function chooseTab(tabs: readonly HTMLElement[], chosen: HTMLElement): void {
  chosenTabs.set(tabs[0]?.id ?? "", chosen.id);
  selectTab(tabs, chosen);
}

function selectTab(tabs: readonly HTMLElement[], chosen: HTMLElement): void {
  for (const tab of tabs) {
    const isChosen = tab === chosen;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (panel !== null) panel.hidden = !isChosen;
  }
  showTab(chosen);
}

/** A long list of tabs scrolls by itself; the page stays where it is. */
function showTab({ parentElement: list, offsetTop, offsetHeight }: HTMLElement): void {
  if (list === null) return;
  const top = offsetTop - list.offsetTop;
  const isSeen = top >= list.scrollTop && top + offsetHeight <= list.scrollTop + list.clientHeight;
  if (!isSeen) list.scrollTop = top;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 };

/** Makes a list of tabs work, by keyboard too. */
export function wireTabs(list: Element): void {
  const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => chooseTab(tabs, tab));
    tab.addEventListener("keydown", (event) => {
      const target = event.key === "Home"
        ? tabs[0]
        : event.key === "End"
        ? tabs.at(-1)
        : tabs[(index + (STEPS[event.key] ?? 0) + tabs.length) % tabs.length];
      if (target === undefined || target === tab) return;
      event.preventDefault();
      chooseTab(tabs, target);
      target.focus();
    });
  }
  const byHand = chosenTabs.get(tabs[0]?.id ?? "");
  const chosen = tabs.find(({ id }) => id === byHand) ??
    tabs.find((tab) => tab.getAttribute("aria-selected") === "true") ?? tabs[0];
  if (chosen !== undefined) selectTab(tabs, chosen);
}

/** Shows all panels, one after the other. */
export function showAllPanels(): void {
  for (const panel of document.querySelectorAll<HTMLElement>('[role="tabpanel"]')) panel.hidden = false;
}

/** Shows the panels of the chosen tabs alone. */
export function showChosenPanels(): void {
  for (const list of document.querySelectorAll('[role="tablist"]')) {
    const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')];
    const chosen = tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
    if (chosen !== undefined) selectTab(tabs, chosen);
  }
}
