import { eastAsianWidth } from "get-east-asian-width";
import { once } from "../../core/once.ts";

/** Letters, dashes, arrows, signs, lines and blocks of one column each, none of which changes another: nearly every text. */
const PLAIN =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2193\u2200-\u22ff\u2500-\u259f\u2713\u2717\u2800-\u28ff]*$/;
/** What a terminal obeys instead of showing it: colours, links. */
// deno-lint-ignore no-control-regex -- those are what is looked for
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g;
/** Makes an emoji of what stands before it. */
const EMOJI_STYLE = "\ufe0f";
const FLAG_LETTERS = { first: 0x1f1e6, last: 0x1f1ff };

/** The columns a text takes in a terminal: two for a CJK character, none for a colour. */
export function textWidth(text: string): number {
  const shown = text.includes("\x1b") ? text.replace(ESCAPES, "") : text;
  if (PLAIN.test(shown)) return shown.length;
  let width = 0;
  for (const grapheme of splitGraphemes(shown)) width += graphemeWidth(grapheme);
  return width;
}

/** The characters of a text as people count them. */
export function* splitGraphemes(text: string): Generator<string> {
  for (const { segment } of graphemes().segment(text)) yield segment;
}

function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0) ?? 0;
  if (invisible().test(grapheme)) return 0;
  const isFlag = code >= FLAG_LETTERS.first && code <= FLAG_LETTERS.last && grapheme.length > 2;
  return isFlag || grapheme.includes(EMOJI_STYLE) ? 2 : eastAsianWidth(code);
}

/** Made when first needed, as the next one: each takes some ms, and most runs need neither. */
const graphemes = once(() => new Intl.Segmenter(undefined, { granularity: "grapheme" }));

/** Control characters, marks that stand alone, joiners, byte order marks. */
const invisible = once(() => new RegExp(String.raw`^(?:\p{Cc}|\p{M}|\p{Cf})+$`, "u"));
