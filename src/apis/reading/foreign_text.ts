/**
 * Reads what a service or a gateway says about an error, in whatever character set: UTF-8 where it is that, else what the
 * mark at its beginning or the content type says, else Chinese (GB 18030) where all of it can be that, else Latin.
 */
export function decodeForeign(bytes: Uint8Array, named: string | null): string {
  const names = [markOf(bytes) ?? "utf-8", named, "gb18030"].filter((name) => name !== null);
  for (const name of names) {
    const text = decodeAs(name, bytes);
    if (text !== null && (name !== "gb18030" || looksChinese(text))) return text;
  }
  return new TextDecoder(named === null ? "windows-1252" : "utf-8").decode(bytes);
}

/** The character set that a content type names; `null`: none. */
export function charsetOf(contentType: string): string | null {
  return /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? null;
}

/** The text, `null` when the bytes are none in this character set, or nobody knows it. */
function decodeAs(name: string, bytes: Uint8Array): string | null {
  try {
    // A reply that is too long was cut, maybe within a character: what goes on is not missed.
    return new TextDecoder(name, { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

function markOf([first, second]: Uint8Array): string | null {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : null;
}

/** Two letters of Latin with accents are a rare Chinese character: a text has runs of common ones. */
function looksChinese(text: string): boolean {
  const others = Array.from(text).filter((character) => character > "\x7f");
  const common = others.filter((character) => /[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/.test(character));
  return /[\u4e00-\u9fff\uff00-\uffef]{2}/.test(text) && common.length >= 0.8 * others.length;
}
