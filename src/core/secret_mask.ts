import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/** What stands where a secret was. */
export const MASK = "**********";

// Names under which services take keys; `max_tokens` and the like must not match, hence the bounds around "token".
const SECRET_NAME =
  /authorization|api[-_]?key|auth[-_]?token|access[-_]?token|secret|passw(or)?d|cookie|credential|subscription[-_]?key/i;
const SECRET_HEADER = /(^|[-_])token$/i;
// Pre-signed addresses have names such as X-Amz-Signature and X-Goog-Signature.
const SECRET_PARAMETER = /(^|[-_])(key|sig|signature|token)$|^code$/i;

/** Masks the values of headers that carry keys. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const masked = ([name, value]: [string, string]) => [name, isSecretHeader(name) ? MASK : value] as const;
  return Object.fromEntries(Object.entries(headers).map(masked));
}

/** Tells whether a header of this name carries a key. */
export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name) || SECRET_HEADER.test(name);
}

/** Masks the user name, password and secret query parameters of an address, also of one that cannot be used. */
export function maskUrl(address: string): string {
  const url = URL.parse(address);
  if (url === null) return maskText(address);
  if (url.username !== "" || url.password !== "") {
    url.username = MASK;
    url.password = "";
  }
  for (const name of new Set(url.searchParams.keys())) {
    if (isSecretParameter(name)) url.searchParams.set(name, MASK);
  }
  return url.href;
}

/** Masks the text of all members, at any depth, whose names say that they are secret. */
export function maskJson(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => maskJson(item));
  return isJsonObject(value) ? maskJsonObject(value) : value;
}

/** Masks an object as `maskJson` does. */
export function maskJsonObject(object: JsonObject): JsonObject {
  const members = Object.entries(object).map(([name, value]) => {
    const isSecret = SECRET_NAME.test(name) || /^token$/i.test(name);
    return [name, isSecret && value !== null ? MASK : maskJson(value)] as const;
  });
  return Object.fromEntries(members);
}

// Member and text value as they stand in JSON. Inside a string every quote has a backslash, so that a prompt that
// speaks of keys never matches; the bounds keep long prompts linear. Only texts: a schema may have a member "password".
const SECRET_MEMBER = new RegExp(
  String.raw`("(?:[^"\\]{0,64}(?:${SECRET_NAME.source})[^"\\]{0,64}|token)"\s*:\s*)"[^"\\]*(?:\\.[^"\\]*)*"`,
  "gi",
);

/** Masks the texts of secret members in JSON text without parsing it; all else stays as it is written. */
export function maskJsonText(text: string): string {
  return text.replaceAll(SECRET_MEMBER, `$1"${MASK}"`);
}

const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"]+@/gi;
const PARAMETER = /([?&]([^=&\s"'<>]{1,64})=)([^&\s"'<>#]+)/g;

/** Masks the keys of addresses and of JSON, whole or broken, that stand in a text. */
export function maskText(text: string): string {
  return maskJsonText(text)
    .replaceAll(USER_INFO, `$1${MASK}@`)
    .replaceAll(PARAMETER, (whole, start, name) => isSecretParameter(name) ? `${start}${MASK}` : whole);
}

function isSecretParameter(name: string): boolean {
  return SECRET_NAME.test(name) || SECRET_PARAMETER.test(name);
}

/** Shorter values are no keys, and would blot out innocent text. */
const MIN_SECRET_CHARS = 6;

/** Creates a function that takes the keys that were sent out of what somebody says about it. */
export function createSecretMask(
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): (text: string) => string {
  const secrets = [...secretsOfHeaders(headers), ...secretsOfUrl(url)].filter(({ length }) =>
    length >= MIN_SECRET_CHARS
  );
  // The longest first: a key may begin with another.
  const ordered = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

/** The values themselves and the keys behind a scheme such as `Bearer`. */
function secretsOfHeaders(headers: Readonly<Record<string, string>>): string[] {
  const values = Object.entries(headers).filter(([name]) => isSecretHeader(name)).map(([, value]) => value);
  return values.flatMap((value) => [value, value.slice(value.lastIndexOf(" ") + 1)]);
}

/** As they are written in the address, and as they are read from it. */
function secretsOfUrl(address: string): string[] {
  const found = [...address.matchAll(PARAMETER)].filter(([, , name = ""]) => isSecretParameter(name));
  return found.flatMap(([, , , value = ""]) => [value, decode(value)]);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // Not encoded as it should be: nobody can read it in another way.
  }
}
