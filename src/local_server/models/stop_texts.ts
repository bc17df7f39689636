/** Watches a growing text for the texts that end it. */
export interface StopTexts {
  /** Takes more text; returns what may be shown of it, which never holds a part of a stop text. */
  push(text: string): string;
  /** Returns what was held back because a stop text might have begun. */
  flush(): string;
  readonly isStopped: boolean;
}

/** Creates a watch for some texts. */
export function createStopTexts(stops: readonly string[]): StopTexts {
  let held = "";
  let isStopped = false;
  return {
    get isStopped() {
      return isStopped;
    },
    push(text) {
      if (isStopped) return "";
      held += text;
      const found = firstIndexOf(held, stops);
      isStopped = found >= 0;
      const end = isStopped ? found : held.length - countPossible(held, stops);
      const shown = held.slice(0, end);
      held = isStopped ? "" : held.slice(end);
      return shown;
    },
    flush() {
      const rest = held;
      held = "";
      return rest;
    },
  };
}

function firstIndexOf(text: string, stops: readonly string[]): number {
  const found = stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0);
  return found.length === 0 ? -1 : Math.min(...found);
}

/** Counts the characters at the end of a text that may be the beginning of a stop text. */
function countPossible(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map(({ length }) => length - 1));
  for (let count = Math.min(longest, text.length); count > 0; count--) {
    if (stops.some((stop) => stop.startsWith(text.slice(-count)))) return count;
  }
  return 0;
}
