import { deepStrictEqual, strictEqual } from "node:assert";
import { createTokenText } from "../../../src/local_server/models/token_text.ts";

const bytesOf = (text: string) => [...new TextEncoder().encode(text)].map(BigInt);
const decode = (ids: readonly bigint[]) => new TextDecoder().decode(Uint8Array.from(ids, Number));

Deno.test("createTokenText() waits for the rest of a character", () => {
  const text = createTokenText(decode);
  deepStrictEqual(bytesOf("é€!").map((id) => text.push(id)), ["", "é", "", "", "€", "!"]);
});

Deno.test("createTokenText() gives the whole text, however long", () => {
  const whole = "Grüße, 世界! ".repeat(20);
  const text = createTokenText(decode);
  strictEqual(bytesOf(whole).map((id) => text.push(id)).join("") + text.flush(), whole);
});

Deno.test("createTokenText() gives what is left of a broken character at the end", () => {
  const text = createTokenText(decode);
  strictEqual(text.push(0xe2n), "");
  strictEqual(text.flush(), "\ufffd");
});
