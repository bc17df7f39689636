import { type Words, words } from "./words.ts";

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
  "tokens_above_limit",
] as const;

/** The name of something odd. */
export type ReplyNote = typeof REPLY_NOTES[number];

/** What each note means, in the words of warnings and documentation: behind a number of replies. */
export const REPLY_NOTE_LABELS: Readonly<Record<ReplyNote, Words>> = {
  impossible_prompt_count: words(
    "stated a count of prompt tokens that cannot be: a tokenizer counted them instead",
    "给出了不可能的提示词 token 数：改由分词器计数",
  ),
  impossible_completion_count: words(
    "stated a count of completion tokens that cannot be (0 beside text, or fewer than pieces of text): a tokenizer counted them instead",
    "给出了不可能的输出 token 数（有文本却为 0，或少于文本片段数）：改由分词器计数",
  ),
  impossible_cached_count: words(
    "stated a count of cached tokens that cannot be, such as more than the prompt: it is left out",
    "给出了不可能的缓存 token 数（例如多于提示词）：不予采用",
  ),
  repeated_text: words(
    "repeated their whole text at the end: the repetition is not output",
    "在结尾重复了全部文本：重复部分不计为输出",
  ),
  cumulative_text: words(
    "brought the whole text so far with each event: what is new counts",
    "的每个事件都带有至今的全部文本：只计新增部分",
  ),
  several_choices: words(
    "had several choices, whose tokens are counted together: their TPOT cannot be known",
    "有多个候选，其 token 合并计数：无法得知 TPOT",
  ),
  audio: words(
    "held audio: it is output, but only text can be counted where the service states no tokens",
    "含音频：音频计为输出，但服务未给出 token 数时只能计文本",
  ),
  invalid_utf8: words(
    "held bytes that are no UTF-8: they stand as U+FFFD in the text",
    "含非 UTF-8 字节：在文本中以 U+FFFD 表示",
  ),
  unnamed_stream: words(
    "were event streams whose Content-Type says something else",
    "是事件流，但 Content-Type 另有所指",
  ),
  not_streamed: words(
    "came as one JSON body although a stream was asked for: they have no TTFT and no TPOT",
    "虽请求了流式却以单个 JSON 返回：没有 TTFT 与 TPOT",
  ),
  redirected: words(
    "were redirected on the way: give the address they end at with --url, the detour is in all times",
    "在途中被重定向：请用 --url 给出最终地址，绕行已计入所有时间",
  ),
  compressed: words(
    "came compressed although that was refused: their gaps are those of the packing, not the service's",
    "虽拒绝压缩仍以压缩形式到达：其间隔是打包的间隔，而非服务的",
  ),
  no_last_chunk: words(
    "were complete, but their connection ended without the last chunk",
    "是完整的，但连接在最后一个分块之前结束",
  ),
  lingering: words(
    "were complete, but the service did not end them: each such connection was given up",
    "是完整的，但服务没有结束它们：相应连接已放弃",
  ),
  late_segments: words(
    "had segments that came out of order: arrival times of those are later than the system's stamps",
    "有乱序到达的报文段：其到达时间晚于系统时间戳",
  ),
  refused_stamps: words(
    "had arrival stamps of the system that cannot be: the time of reading stands for them",
    "带有不可能的系统到达时间戳：改用读取时间",
  ),
  tokens_above_limit: words(
    "stated more tokens than their texts can hold and than was asked for: rates of tokens are the service's word alone",
    "给出的 token 数多于其文本所能容纳、也多于请求的上限：token 速率仅为服务的说法",
  ),
};
