/** What was odd about a reply without making it fail, and what keeps figures of it from being known. */
export const REPLY_NOTES = [
  "impossible_prompt_count",
  "impossible_completion_count",
  "impossible_cached_count",
  "repeated_text",
  "cumulative_text",
  "several_choices",
  "audio",
  "invalid_utf8",
  "unnamed_stream",
  "not_streamed",
  "redirected",
  "compressed",
  "no_last_chunk",
  "lingering",
  "late_segments",
  "refused_stamps",
] as const;

/** The name of something odd. */
export type ReplyNote = typeof REPLY_NOTES[number];

/** What each note means, in the words of warnings and documentation: behind a number of replies. */
export const REPLY_NOTE_LABELS: Readonly<Record<ReplyNote, string>> = {
  impossible_prompt_count: "stated a count of prompt tokens that cannot be: a tokenizer counted them instead",
  impossible_completion_count:
    "stated a count of completion tokens that cannot be (0 beside text, or fewer than pieces of text): a tokenizer counted them instead",
  impossible_cached_count:
    "stated a count of cached tokens that cannot be, such as more than the prompt: it is left out",
  repeated_text: "repeated their whole text at the end: the repetition is not output",
  cumulative_text: "brought the whole text so far with each event: what is new counts",
  several_choices: "had several choices, whose tokens are counted together: their TPOT cannot be known",
  audio: "held audio: it is output, but only text can be counted where the service states no tokens",
  invalid_utf8: "held bytes that are no UTF-8: they stand as U+FFFD in the text",
  unnamed_stream: "were event streams whose Content-Type says something else",
  not_streamed: "came as one JSON body although a stream was asked for: they have no TTFT and no TPOT",
  redirected: "were redirected on the way: give the address they end at with --url, the detour is in all times",
  compressed: "came compressed although that was refused: their gaps are those of the packing, not the service's",
  no_last_chunk: "were complete, but their connection ended without the last chunk",
  lingering: "were complete, but the service did not end them: each such connection was given up",
  late_segments: "had segments that came out of order: arrival times of those are later than the system's stamps",
  refused_stamps: "had arrival stamps of the system that cannot be: the time of reading stands for them",
};
