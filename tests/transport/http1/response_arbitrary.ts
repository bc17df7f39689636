/** Random responses for the comparison of parsers. */
import { fc } from "../../support/property.ts";

const NAME = fc.stringMatching(/^x-[a-zA-Z0-9!#$%&'*+.^_`|~-]{0,12}$/);
const VALUE = fc.stringMatching(/^([!-~\x80-\xff]([\t -~\x80-\xff]{0,20}[!-~\x80-\xff])?)?$/);
const FIELD = fc.tuple(NAME, fc.constantFrom("", " ", "\t", "  "), VALUE, fc.constantFrom("", " "))
  .map(([name, before, value, after]) => `${name}:${before}${value}${after}`);
const PIECE = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 40,
});
const CONNECTION = fc.constantFrom([], ["connection: close"], ["Connection: keep-alive"], [
  "connection: Close, x-other",
]);

const CHUNK = fc.tuple(
  PIECE.filter((piece) => piece !== ""),
  fc.constantFrom("", ";a", ";a=b", ';a="b c"'),
  fc.boolean(),
)
  .map(([piece, extension, isLarge]) => {
    const size = isLarge ? piece.length.toString(16).toUpperCase() : `0${piece.length.toString(16)}`;
    return `${size}${extension}\r\n${piece}\r\n`;
  });

const BODY = fc.oneof(
  fc.tuple(fc.array(CHUNK, { maxLength: 5 }), fc.array(FIELD, { maxLength: 2 }), fc.boolean())
    .map(([chunks, trailers, isWhole]) => ({
      fields: ["Transfer-Encoding: chunked"],
      text: chunks.join("") + (isWhole ? ["0", ...trailers, "", ""].join("\r\n") : ""),
    })),
  fc.tuple(PIECE, fc.nat(3)).map(([piece, missing]) => ({
    fields: [`Content-Length: ${piece.length + (missing === 3 ? 1 : 0)}`],
    text: piece,
  })),
  PIECE.map((text) => ({ fields: [] as string[], text })),
);

const INTERIM = fc.array(FIELD, { maxLength: 2 })
  .map((fields) => [`HTTP/1.1 100 Continue`, ...fields, "", ""].join("\r\n"));

/** The text of a response that is right, or at most cut off; each character is a byte. */
export const RESPONSE_TEXT: fc.Arbitrary<string> = fc.record({
  interim: fc.array(INTERIM, { maxLength: 2 }),
  minor: fc.constantFrom(0, 1),
  status: fc.constantFrom(200, 201, 204, 304, 307, 400, 404, 429, 500, 503),
  reason: fc.constantFrom("", " ", " OK", " Not \xe9 Found"),
  fields: fc.array(FIELD, { maxLength: 4 }),
  connection: CONNECTION,
  body: BODY,
}).map(({ interim, minor, status, reason, fields, connection, body }) => {
  const head = [`HTTP/1.${minor} ${status}${reason}`, ...fields, ...connection, ...body.fields, "", ""].join("\r\n");
  return interim.join("") + head + body.text;
});

/** A change of a text: what a broken service might send. */
export const DAMAGE: fc.Arbitrary<(text: string) => string> = fc.tuple(
  fc.nat(400),
  fc.constantFrom("drop", "insert", "replace"),
  fc.constantFrom("\r", "\n", "\r\n", " ", ":", "0", "a", ";", "\0", "\xff", "HTTP/1.1 200 OK\r\n", "\r\n\r\n"),
).map(([place, kind, piece]) => (text) => {
  const at = place % (text.length + 1);
  return text.slice(0, at) + (kind === "drop" ? "" : piece) + text.slice(kind === "insert" ? at : at + 1);
});

/** Where a text is cut into reads. */
export const CUTS: fc.Arbitrary<number[]> = fc.array(fc.nat(500), { maxLength: 6 });
