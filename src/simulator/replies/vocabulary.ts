import type { TextKind } from "../simulator_options.ts";

/** One output token: its text, and that text as it stands inside a JSON string, encoded. */
export interface Token {
  readonly text: string;
  readonly bytes: Uint8Array;
}

const WORDS =
  `A load test asks a server the same kind of question many times and writes down how long every answer took.
The first token tells how soon a reader sees anything; the gaps between later tokens tell how smoothly the text flows.
Measure both, keep the slowest one percent in view, and never trust a mean alone. When the queue grows, waiting
dominates: add requests slowly, watch the curve bend, and stop before errors hide what you came to learn. A service
that answers one client well may answer a hundred badly, so raise the number step by step and let each step last long
enough. Warm caches first, note the versions of everything, and change one thing at a time. A result that nobody can
repeat is an anecdote. If the client is busy, its clock is late, and what looks like the service is only the client.`;

const MULTIBYTE =
  `压力 测试 会 问 服务器 很多 次 同样 的 问题 ， 并 记录 每次 回答 的 时间 。 Ein Größenvergleich für Schüler
— naïve café, œuvre, ångström — Привет , сервер ! 最初の トークン が 届く まで の 時間 を 測る 。 🙂 🚀 👩‍💻 응답 시간 을 재다 ∑ √ ≤ €
latency 延迟 throughput 吞吐量 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ελληνικά עברית عربى ไทย`;

const ENCODER = new TextEncoder();

const PASSAGES: Readonly<Record<TextKind, readonly Token[]>> = {
  words: toTokens(WORDS),
  multibyte: toTokens(MULTIBYTE),
};

/** Gives the tokens that replies of a kind are written of: a passage of text, read round and round. */
export function passageOf(kind: TextKind): readonly Token[] {
  return PASSAGES[kind];
}

/** Makes a token of text. */
export function toToken(text: string): Token {
  return { text, bytes: ENCODER.encode(JSON.stringify(text).slice(1, -1)) };
}

function toTokens(passage: string): readonly Token[] {
  return passage.split(/\s+/).map((word) => toToken(` ${word}`));
}
