import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/** What stands where a secret was. */
export const MASK = "**********";

// Names under which services take keys; `max_tokens` and the like must not match, hence the bounds around "token".
const SECRET_NAME =
  /authorization|api[-_]?key|auth[-_]?token|access[-_]?token|secret|passw(or)?d|cookie|credential|subscription[-_]?key/i;
const SECRET_HEADER = /(^|[-_])token$/i;
const SECRET_PARAMETER = /^(key|sig|signature|token|code)$/i;

/** Masks the values of headers that carry keys. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const masked = ([name, value]: [string, string]) => [name, isSecretHeader(name) ? MASK : value] as const;
  return Object.fromEntries(Object.entries(headers).map(masked));
}

/** Tells whether a header of this name carries a key. */
export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name) || SECRET_HEADER.test(name);
}

/** Masks the user name, password and secret query parameters of an address; other text is given back as it is. */
export function maskUrl(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address;
  if (url.username !== "" || url.password !== "") {
    url.username = MASK;
    url.password = "";
  }
  for (const name of new Set(url.searchParams.keys())) {
    if (SECRET_NAME.test(name) || SECRET_PARAMETER.test(name)) url.searchParams.set(name, MASK);
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
