/** What stands in for the characters of tables and sentences where a terminal has ASCII alone. */
const ASCII: Readonly<Record<string, string>> = {
  "─": "-",
  "━": "-",
  "│": "|",
  "┃": "|",
  "█": "#",
  "░": ".",
  "▒": "=",
  "—": "-",
  "–": "-",
  "−": "-",
  "…": "...",
  "·": "|",
  "×": "x",
  "±": "+-",
  "≤": "<=",
  "≥": ">=",
  "✓": "+",
  "✗": "x",
  "→": ">",
  "↑": "^",
  "●": "*",
  "○": "o",
  "µ": "u",
  "’": "'",
};

/** Corners and crossings of tables. */
const BOX = /[\u2500-\u257f]/g;
const KNOWN = new RegExp(`[${Object.keys(ASCII).join("")}]`, "g");

type Environment = Readonly<Record<string, string | undefined>>;

/** Tells whether the user's locale has ASCII alone: `C` or `POSIX`, in the order in which the system reads them. */
export function isAscii({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== "");
  return locale === "C" || locale === "POSIX";
}

/** Writes tables and marks with ASCII; what users and services wrote stays as it is. */
export function toAscii(text: string): string {
  return text.replace(KNOWN, (char) => ASCII[char] ?? char).replace(BOX, "+");
}
