/** A stream of so many words in one piece, as a gateway that buffers sends it. */
export function toBufferedStream(words: number): string {
  const chunks = Array.from({ length: words }, (_, i) => ({
    choices: [{ index: 0, delta: { content: ` word${i}` }, finish_reason: i === words - 1 ? "stop" : null }],
  }));
  const usage = { choices: [], usage: { prompt_tokens: 7, completion_tokens: words } };
  return [...chunks, usage].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("") + "data: [DONE]\n\n";
}
