/**
 * Reads a timestamp: a number, a text that is a number, or an ISO 8601 date and time, which is in UTC where it names no
 * zone. Numbers count `msPerUnit`; the result is in ms. `null`: it is none of them.
 */
export function parseTimestamp(value: unknown, msPerUnit: number): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value * msPerUnit : null;
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (NUMBER.test(text)) return Number(text) * msPerUnit;
  return parseIsoTime(text);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

const ISO_TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** `Date.parse` keeps whole ms only, and takes a time without a zone as local. */
function parseIsoTime(text: string): number | null {
  const match = ISO_TIME.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone = "Z"] = match;
  const parts = [Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const date = new Date(Date.UTC(Number(year), ...parts));
  const isReal = date.getUTCMonth() === parts[0] && date.getUTCDate() === parts[1] && parts[2] < 24 && parts[3] < 60 &&
    parts[4] < 60;
  return isReal ? date.getTime() + Number(`0.${fraction}`) * 1000 - zoneOffsetMs(zone) : null;
}

function zoneOffsetMs(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
