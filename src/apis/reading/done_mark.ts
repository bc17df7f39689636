/** Longer data is no mark, and needs no look. */
const MAX_CHARS = 16;

/** Whether an event says that the stream is over, as OpenAI writes it or nearly so: in small letters, quoted, with blanks, said twice. */
export function isDoneMark(data: string): boolean {
  return data === "[DONE]" || (data.length <= MAX_CHARS && /^\s*(data:)?\s*"?\[done\]"?\s*$/i.test(data));
}
