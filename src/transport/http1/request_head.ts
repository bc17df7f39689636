import { concatBytes } from "../../core/bytes.ts";
import { createHeaderDefaults } from "../header_defaults.ts";
import type { HeaderRecord } from "../header_defaults.ts";
import type { HttpRequest } from "../transport.ts";

/** Headers that belong to the connection or the framing, which are the transport's. */
const OWN_HEADERS: ReadonlySet<string> = new Set(["content-length", "transfer-encoding", "expect", "upgrade", "te"]);

const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What cannot stand in a header's value: control characters, and what has no place in a byte. */
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** Writes a request as bytes, the body right after the head; remembers the head of equal requests. */
export type EncodeRequest = (request: HttpRequest) => Uint8Array<ArrayBuffer>;

/** A header that cannot be sent. */
export class HeaderFault extends Error {
  override readonly name = "HeaderFault";
}

/** Creates an encoder; with `isClosing` the service is asked to close each connection after its reply. */
export function createRequestEncoder(isClosing: boolean): EncodeRequest {
  const withDefaults = createHeaderDefaults();
  const known = new WeakMap<HeaderRecord, Map<string, Uint8Array>>();
  const ending = isClosing ? "connection: close\r\n" : "";

  const headOf = ({ url, method, headers }: HttpRequest): Uint8Array => {
    let byUrl = known.get(headers);
    if (byUrl === undefined) known.set(headers, byUrl = new Map());
    const key = `${method} ${url}`;
    let head = byUrl.get(key);
    if (head === undefined) byUrl.set(key, head = toBytes(writeHead(method, url, withDefaults(headers)) + ending));
    return head;
  };
  return (request) => {
    const { body, method, extraHeaders = null } = request;
    const common = headOf(request);
    const head = extraHeaders === null
      ? common
      : concatBytes([common, toBytes(writeFields(Object.entries(extraHeaders)))]);
    const length = toBytes(body === null && method === "GET" ? "\r\n" : `content-length: ${body?.length ?? 0}\r\n\r\n`);
    const bytes = new Uint8Array(head.length + length.length + (body?.length ?? 0));
    bytes.set(head);
    bytes.set(length, head.length);
    if (body !== null) bytes.set(body, head.length + length.length);
    return bytes;
  };
}

function writeHead(method: string, url: string, headers: HeaderRecord): string {
  const { host, pathname, search } = new URL(url);
  const fields = Object.entries(headers);
  const hasHost = fields.some(([name]) => name.toLowerCase() === "host");
  const all = hasHost ? fields : [["host", host] as const, ...fields];
  return `${method} ${pathname}${search} HTTP/1.1\r\n${writeFields(all)}`;
}

function writeFields(fields: readonly (readonly [string, string])[]): string {
  return fields.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase())).map(writeField).join("");
}

function writeField([name, given]: readonly [string, string]): string {
  const value = given.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  if (!FIELD_NAME.test(name)) throw new HeaderFault(`"${name}" cannot be the name of a header`);
  if (FORBIDDEN_IN_VALUE.test(value)) throw new HeaderFault(`The value of header "${name}" cannot be sent`);
  return `${name.toLowerCase()}: ${value}\r\n`;
}

function toBytes(latin1: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(latin1.length);
  for (let at = 0; at < latin1.length; at++) bytes[at] = latin1.charCodeAt(at);
  return bytes;
}
