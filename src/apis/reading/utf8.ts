/** Stands in a text where bytes were no UTF-8. */
const REPLACEMENT = "\uFFFD";

const strict = new TextDecoder("utf-8", { fatal: true });

/** Tells whether the replacement characters of a text stand for broken bytes; services may also send them as such. */
export function hasBrokenBytes(text: string, bytes: Uint8Array): boolean {
  if (!text.includes(REPLACEMENT)) return false;
  try {
    strict.decode(bytes);
    return false;
  } catch {
    return true;
  }
}
