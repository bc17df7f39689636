import * as z from "zod";
import { URL_STRATEGIES, type UrlStrategy } from "../../core/endpoints.ts";
import type { HostAddress } from "../../core/transports.ts";
import { refuse, text, word } from "./value_schemas.ts";

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// What HTTP allows in a header's value: Latin-1 without control characters.
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Reads `NAME=VALUE` as headers that HTTP allows. */
export function headerPairs(): z.ZodType<Readonly<Record<string, string>>, string[]> {
  return z.array(z.string()).transform((pairs, context) => {
    const headers: Record<string, string> = {};
    for (const [index, pair] of pairs.entries()) {
      const equals = pair.indexOf("=");
      const name = pair.slice(0, Math.max(equals, 0)).trim();
      const value = pair.slice(equals + 1).trim();
      const expected = explainPair(equals, name, value);
      if (expected !== null) context.addIssue({ code: "custom", message: expected, path: [index] });
      headers[name] = value;
    }
    return headers;
  });
}

function explainPair(equals: number, name: string, value: string): string | null {
  if (equals < 0) return "must be NAME=VALUE, such as X-Tenant=a (in quotes when the value holds spaces)";
  if (!HEADER_NAME.test(name)) return `must begin with a header's name, which "${name}" is not`;
  return HEADER_VALUE.test(value) ? null : `must have a value of printable Latin characters behind "${name}="`;
}

/** Reads a key that fits into a header. */
export function apiKey(): z.ZodType<string, string> {
  return z.string().transform((typed, context) => {
    const key = typed.trim();
    if (key === "") return refuse(context, "must not be empty", "Is the variable that holds the key set?");
    return /^[\x21-\x7e]+$/.test(key)
      ? key
      : refuse(context, "must consist of printable ASCII characters without spaces");
  });
}

/** Reads `HOST:ADDRESS`, an IPv6 address in brackets or not. */
export function hostAddresses(): z.ZodType<HostAddress[], string[]> {
  return z.array(z.string()).transform((pairs, context) =>
    pairs.map((pair, index) => {
      const colon = pair.indexOf(":");
      const [host, address] = [pair.slice(0, Math.max(0, colon)), pair.slice(colon + 1).replace(/^\[(.*)\]$/, "$1")];
      if (host === "" || !/^[0-9a-f.:]+$/i.test(address)) {
        context.addIssue({ code: "custom", message: "must be HOST:ADDRESS, such as api.test:10.0.0.7", path: [index] });
      }
      return { host, address };
    })
  );
}

/** One address, or several: a list alone is what `evalscope perf` would not read. */
export function addresses(): z.ZodType<string | readonly string[], string | readonly string[]> {
  const one = text();
  return z.union([z.string(), z.array(z.string())]).superRefine((typed, context) => {
    for (const [index, address] of [typed].flat().entries()) {
      const { error } = one.safeParse(address);
      const path = typeof typed === "string" ? [] : [index];
      if (error !== undefined) context.addIssue({ code: "custom", message: error.issues[0]?.message ?? "", path });
    }
  });
}

/** The names of strategies, written with an underscore as AIPerf has them too. */
export function strategy(): z.ZodType<UrlStrategy, string> {
  return z.string().transform((typed) => typed.replaceAll("_", "-")).pipe(word(URL_STRATEGIES));
}

/** `none`, or an address without which no connection can be made. */
export function proxyAddress(): z.ZodType<string, string> {
  return z.string().transform((typed, context) => {
    if (typed === "none") return typed;
    const url = URL.parse(typed.includes("://") ? typed : `http://${typed}`);
    const isKnown = url !== null && /^(https?|socks5h?):$/.test(url.protocol) && url.hostname !== "";
    return isKnown
      ? url.href
      : refuse(context, "must be http://HOST:PORT, https://HOST:PORT, socks5://HOST:PORT or none");
  });
}
