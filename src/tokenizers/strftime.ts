const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

const DIRECTIVES: Readonly<Record<string, (date: Date) => string>> = {
  "%": () => "%",
  Y: (date) => String(date.getFullYear()),
  y: (date) => pad(date.getFullYear() % 100),
  m: (date) => pad(date.getMonth() + 1),
  d: (date) => pad(date.getDate()),
  e: (date) => String(date.getDate()).padStart(2, " "),
  B: (date) => MONTHS[date.getMonth()] ?? "",
  b: (date) => (MONTHS[date.getMonth()] ?? "").slice(0, 3),
  A: (date) => DAYS[date.getDay()] ?? "",
  a: (date) => (DAYS[date.getDay()] ?? "").slice(0, 3),
  H: (date) => pad(date.getHours()),
  I: (date) => pad((date.getHours() + 11) % 12 + 1),
  p: (date) => date.getHours() < 12 ? "AM" : "PM",
  M: (date) => pad(date.getMinutes()),
  S: (date) => pad(date.getSeconds()),
};

/**
 * Formats a local time as C's `strftime` does in the C locale; directives it does not know stay as they are.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(strftime(new Date(2024, 6, 26), "%d %b %Y"), "26 Jul 2024");
 * ```
 */
export function strftime(date: Date, format: string): string {
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => DIRECTIVES[letter]?.(date) ?? whole);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
