import { VERSION } from "../core/version.ts";

/** A request's headers by name. */
export type HeaderRecord = Readonly<Record<string, string>>;

/**
 * What is sent where the user says nothing. Deno would ask for gzip or brotli and unpack it behind our back: a
 * compressed stream comes in other pieces than the service made.
 */
const DEFAULTS: HeaderRecord = { "user-agent": `streamgauge/${VERSION}`, "accept-encoding": "identity" };

const REPLACED: ReadonlySet<string> = new Set([...Object.keys(DEFAULTS), "host"]);

/** Whether a header takes the place of one that transports add. */
export function replacesDefault(name: string): boolean {
  return REPLACED.has(name.toLowerCase());
}

/** Creates a function that adds the default headers; it remembers what it made of an object. */
export function createHeaderDefaults(): (headers: HeaderRecord) => HeaderRecord {
  const known = new WeakMap<HeaderRecord, HeaderRecord>();

  return (headers) => {
    let complete = known.get(headers);
    if (complete === undefined) {
      complete = addDefaults(headers);
      known.set(headers, complete);
    }
    return complete;
  };
}

function addDefaults(headers: HeaderRecord): HeaderRecord {
  const given = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const missing = Object.entries(DEFAULTS).filter(([name]) => !given.has(name));
  return { ...Object.fromEntries(missing), ...headers };
}
