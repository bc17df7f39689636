/** The head of a response. */
export interface ResponseHead {
  readonly status: number;
  /** The minor version of HTTP/1. */
  readonly minorVersion: 0 | 1;
  /** Names in small letters; values of equal names are joined by ", ". */
  readonly headers: ReadonlyMap<string, string>;
}

/** How the body of a response ends. */
export type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "until_close" };

/** A response that is not HTTP, or says two things at once. */
export class ResponseFault extends Error {
  override readonly name = "ResponseFault";
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// deno-lint-ignore no-control-regex
const FORBIDDEN_IN_VALUE = /[\x00-\x08\x0a-\x1f\x7f]/;
const LENGTH = /^\d{1,15}$/;

/** What a line begins with that goes on with the one before it. */
export const FOLDED: RegExp = /^[ \t]/;

/** Reads the lines of a head, without the empty one. */
export function parseResponseHead(lines: readonly string[]): ResponseHead {
  const match = STATUS_LINE.exec(lines[0] ?? "");
  if (match === null) throw new ResponseFault(`not an HTTP/1 status line: "${shorten(lines[0] ?? "")}"`);
  const headers = new Map<string, string>();
  for (const line of unfold(lines.slice(1))) addField(headers, line);
  return { status: Number(match[2]), minorVersion: match[1] === "0" ? 0 : 1, headers };
}

function unfold(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const former = FOLDED.test(line) ? whole.pop() : undefined;
    whole.push(former === undefined ? line : `${former} ${trimBlanks(line)}`);
  }
  return whole;
}

function addField(headers: Map<string, string>, line: string): void {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0)).replace(/[ \t]+$/, "");
  if (!FIELD_NAME.test(name)) throw new ResponseFault(`broken header line: "${shorten(line)}"`);
  const value = trimBlanks(line.slice(colon + 1));
  if (FORBIDDEN_IN_VALUE.test(value)) throw new ResponseFault(`control character in header "${name}"`);
  const key = name.toLowerCase();
  const former = headers.get(key);
  headers.set(key, former === undefined ? value : `${former}, ${value}`);
}

/** Finds out how the body ends. Throws a `ResponseFault` when the head contradicts itself. */
export function toBodyFraming({ status, headers }: ResponseHead): BodyFraming {
  if (status < 200 || status === 204 || status === 304) return { kind: "none" };
  const coding = headers.get("transfer-encoding")?.toLowerCase();
  if (coding !== undefined) {
    if (coding === "chunked") return { kind: "chunked" };
    if (coding === "identity") return { kind: "until_close" };
    throw new ResponseFault(`unknown transfer-encoding "${shorten(coding)}"`);
  }
  const length = headers.get("content-length");
  if (length === undefined) return { kind: "until_close" };
  // The same length said twice is one length.
  const [first = "", ...others] = length.split(",").map(trimBlanks);
  const isOne = LENGTH.test(first) && others.every((other) => other === first);
  if (!isOne) throw new ResponseFault(`invalid content-length "${shorten(length)}"`);
  return { kind: "length", bytes: Number(first) };
}

/** Whether the connection may carry another request, as far as the head says. */
export function isKeptAlive({ minorVersion, headers }: ResponseHead): boolean {
  // Chunks rule over a length beside them, but who wrote both may mean something else by what follows.
  if (headers.has("transfer-encoding") && headers.has("content-length")) return false;
  const tokens = (headers.get("connection") ?? "").toLowerCase().split(",").map((token) => token.trim());
  if (tokens.includes("close")) return false;
  return minorVersion === 1 || tokens.includes("keep-alive");
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}

function shorten(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
