import assert from "node:assert/strict";
import { charsetOf, decodeForeign } from "../../src/apis/reading/foreign_text.ts";

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);

/** Bytes, the content type they came with, and what they say. */
const BODIES: readonly (readonly [string, Uint8Array, string, string])[] = [
  ["UTF-8", utf8("余额不足 é"), "text/plain", "余额不足 é"],
  ["UTF-8 whatever the content type says", utf8("余额不足"), "text/plain; charset=gbk", "余额不足"],
  ["UTF-8 with its mark", utf8("\ufeffgone"), "text/plain", "gone"],
  ["UTF-8 cut within a character", utf8("余额").subarray(0, 5), "text/plain", "余"],
  ["UTF-16 by its mark", hex("fffe67006f006e006500"), "text/plain", "gone"],
  ["UTF-16 the other way round", hex("feff0067006f006e0065"), "text/plain", "gone"],
  ["GBK by its name", hex("d3e0b6eeb2bbd7e3"), "application/json; charset=GBK", "余额不足"],
  [
    "GBK without a name",
    hex("7b226d7367223a22d3e0b6eeb2bbd7e3a3acc7ebb3e4d6b5227d"),
    "application/json",
    '{"msg":"余额不足，请充值"}',
  ],
  ["Big5 by its name", hex("be6c42a3a4a3a8ac").subarray(0, 2), 'text/html; charset="big5"', "餘"],
  [
    "Latin without a name",
    latin1("Mod\xe8le introuvable, v\xe9rifiez l'acc\xe8s \xe0 l'\xe9t\xe9"),
    "text/plain",
    "Modèle introuvable, vérifiez l'accès à l'été",
  ],
  ["Latin with two letters in a row", latin1("\xfc\xe4 gr\xf6\xdfer"), "text/plain", "üä größer"],
  ["a name that nobody knows", hex("d3e0b6eeb2bbd7e3"), "text/plain; charset=x-odd", "余额不足"],
];

for (const [name, bytes, contentType, said] of BODIES) {
  Deno.test(`an error's text is read: ${name}`, () => assert.equal(decodeForeign(bytes, charsetOf(contentType)), said));
}
