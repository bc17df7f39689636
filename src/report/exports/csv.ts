// What spreadsheets take for a formula: texts of a service that begin so must not be run by whoever opens the file.
const FORMULA = /^[=+\-@\t\r]/;

/** Whole nanoseconds of times in ms: more digits are those of the arithmetic. The other forms have numbers as they are. */
const MOST_DECIMALS = 6;

/** Writes one line of CSV (RFC 4180); what is undefined is empty. */
export function toCsvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(toCell).join(",")}\r\n`;
}

function toCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(Number(cell.toFixed(MOST_DECIMALS)));
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
