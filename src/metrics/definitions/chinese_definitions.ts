import type { MetricId } from "../catalog.ts";

/** What a metric is called in Chinese, and how it comes about: as `label` and `formula` of the catalog. */
export interface ChineseDefinition {
  readonly label: string;
  readonly formula: string;
}

const define = (label: string, formula: string): ChineseDefinition => ({ label, formula });

/** Every metric of the catalog for readers of Chinese; names that Chinese texts use as they are stay. */
export const CHINESE_DEFINITIONS: Readonly<Record<MetricId, ChineseDefinition>> = {
  latency: define(
    "延迟",
    "从发送请求到其流的最后一个事件（结束与用量事件计入，[DONE] 与连接关闭不计）；非流式回复到正文结束。仅成功请求。与 evalscope perf 一致；用量单独成事件时，vLLM 早一个事件结束。",
  ),
  response_time: define(
    "响应时间",
    "从请求应发送的时刻（而非实际发送的时刻）起算的延迟；负载没有时间表时等于延迟。不受协同遗漏影响：即用户实际等待的时间。",
  ),
  ttft: define(
    "TTFT",
    "首个 token 时间：从发送到首个带有文本、推理或工具调用参数的事件。仅含角色、空的或仅含用量的事件不计。非流式回复无此值。",
  ),
  response_ttft: define("响应 TTFT", "从请求应发送的时刻起算的 TTFT；负载没有时间表时等于 TTFT。"),
  itl: define(
    "ITL",
    "token 间延迟：同一请求相邻两个输出事件之间的每个间隔，所有请求合并。同一次读取到达的事件间隔为 0。与 vLLM 和 evalscope perf 一致。",
  ),
  token_itl: define(
    "逐 token ITL",
    "相邻 token 之间的时间：间隔 g 之后含 k 个 token 的事件计为 k 个 g / k 的样本，所有请求合并；不含 token 的事件之前的间隔并入下一个。每个事件的 token 数以服务给出的为准，否则将输出 token 平均分配到请求的输出事件（首个事件含一个）。非流式回复、少于两个输出事件或 token、每个事件超过 1,000 个 token 以及多个候选时无此值。接近 SGLang 所称的 ITL。",
  ),
  itl_per_request: define(
    "每请求 ITL",
    "单个请求输出事件之间的平均间隔；少于两个时无此值。接近 AIPerf 与 GuideLLM 所称的 ITL。",
  ),
  tpot: define(
    "TPOT",
    "除首个外每个输出 token 的时间：(最后输出 − 首个输出) / (输出 token − 1)。只有一个 token、非流式或输出一次到齐的回复以及多个候选时无此值。",
  ),
  tpot_to_end: define(
    "至结束的 TPOT",
    "(延迟 − TTFT) / (输出 token − 1)，与 evalscope perf 一致：迟到的用量事件计入其中。只有一个 token 与非流式回复时无此值。",
  ),
  steady_itl: define(
    "稳态 ITL",
    "每个流除首个间隔（含预填充到解码的交接）外，有输出的事件之间的每个间隔。与 evalscope perf 一致。",
  ),
  pd_handoff_latency: define(
    "PD 交接延迟",
    "流中有输出的事件之间的首个间隔：预填充与解码分离时含二者的交接。少于两个有输出的事件时无此值。与 evalscope perf 一致。",
  ),
  pd_handoff_overhead: define(
    "PD 交接开销",
    "流的首个间隔减去其后间隔的中位数，不低于 0：即交接的代价。少于三个有输出的事件时无此值。与 evalscope perf 一致。",
  ),
  input_tokens: define("输入 token", "成功请求的提示词 token 数，以服务的计数为准，否则由分词器计数。"),
  output_tokens: define("输出 token", "成功请求的输出 token 数（含推理），以服务的计数为准，否则由分词器计数。"),
  cached_tokens: define("缓存 token", "服务称来自其前缀缓存的提示词 token 数；服务未说明时无此值。"),
  reasoning_tokens: define("推理 token", "服务称用于推理的输出 token 数；服务未说明时无此值。"),
  input_tokens_per_second: define("输入", "单个请求的输入 token / 延迟；延迟为 0 时无此值。"),
  output_tokens_per_second: define("输出", "单个请求的输出 token / 延迟；延迟为 0 时无此值。"),
  total_tokens_per_second: define("合计", "单个请求的 (输入 token + 输出 token) / 延迟；延迟为 0 时无此值。"),
  decode_tokens_per_second: define(
    "解码",
    "单个请求的 1 / TPOT：读者看到 token 出现的速度。TPOT 无值或为 0 时无此值。",
  ),
  decoded_tokens_per_chunk: define(
    "每块解码 token",
    "单个请求的 (输出 token − 1) / (输出事件 − 1)；服务一次解码或一个事件发送多个 token 时大于 1。任一少于两个时无此值。",
  ),
  cache_hit_rate: define("缓存命中率", "单个请求的 100 · 缓存 token / 输入 token；服务未说明时无此值。"),
  headers_time: define("响应头时间", "成功请求从发送到响应头的时间。"),
  send_lag: define(
    "发送滞后",
    "从请求应发送（负载没有时间表时为得到槽位）到实际发送的时间；所有计量的请求，含失败的。这是客户端自身的迟到，从不计入延迟。",
  ),
  dispatch_lag: define(
    "派发滞后",
    "从请求得到槽位到实际发送的时间；所有计量的请求。即发送滞后中不含等待槽位的部分。",
  ),
  service_prefill: define(
    "预填充（服务自述）",
    "服务称读取提示词所用的时间：Ollama 的 `prompt_eval_duration`，llama.cpp 的 `timings.prompt_ms`。TTFT 超出它的部分是等待与路途。",
  ),
  service_decode: define(
    "解码（服务自述）",
    "服务称写出输出所用的时间：Ollama 的 `eval_duration`，llama.cpp 的 `timings.predicted_ms`。",
  ),
  connect_time: define("建立连接", "从开始连接（含域名解析）到连接建立；仅需要新连接的请求。它是其 TTFT 的一部分。"),
  tls_time: define("TLS", "从连接建立到其上的 TLS 建立；仅需要新连接的请求。它是其 TTFT 的一部分。"),
  write_time: define(
    "写出",
    "从发送（需要新连接时为连接建立）到请求最后一个字节写出：大提示词与慢网络会使其变长。",
  ),
  network_rtt: define(
    "往返时间",
    "请求结束时系统所知的连接平滑往返时间（TCP_INFO）：网络本身至少给每个 TTFT 增加的时间。代理会终结它。",
  ),
  network_ttft_share: define(
    "往返占 TTFT",
    "同一请求的 100 · 往返时间 / TTFT：网络在 TTFT 中的占比，最多 100。",
  ),
  first_turn_ttft: define("首轮 TTFT", "对话首轮的 TTFT；单个请求的负载无此值。"),
  later_turn_ttft: define("后续轮 TTFT", "对话首轮之后各轮的 TTFT；单个请求的负载无此值。"),
  duration: define("时长", "从首次发送到最后结束，含所有计量的请求（包括失败的）；没有请求时无此值。"),
  total_requests: define("请求数", "已结束的计量请求；预热不计。"),
  success_requests: define("成功", "没有失败的请求：有输出的完整回复。"),
  failed_requests: define("失败", "以任何失败结束的请求，包括被截断的回复与 200 流内的错误。"),
  stream_requests: define("流式", "以事件流应答的请求；没有应答时为请求了流式的。"),
  non_stream_requests: define("非流式", "其余请求。"),
  success_rate: define("成功率", "100 · 成功 / 请求数；没有请求时无此值。"),
  request_throughput: define("请求吞吐", "成功请求 / 时长；时长为 0 时无此值。"),
  input_throughput: define("输入吞吐", "成功请求的输入 token / 时长；没有请求有计数时无此值。"),
  output_throughput: define("输出吞吐", "成功请求的输出 token / 时长；没有请求有计数时无此值。"),
  total_throughput: define("总吞吐", "成功请求的输入与输出 token / 时长；任一无值时无此值。"),
  summed_latency_input_throughput: define(
    "每秒等待的输入 token",
    "输入 token / TTFT 之和（非流式回复为延迟），取有计数的成功请求。不随并发增长：即 evalscope perf 对向量与重排的输入吞吐。",
  ),
  kv_cache_hit_rate: define(
    "KV 缓存命中率",
    "100 · 缓存 token 之和 / 输入 token 之和，取服务给出缓存 token 的请求；没有时无此值。",
  ),
  decoded_tokens_per_chunk_mean: define(
    "每块解码 token",
    "每块解码 token 的平均，取其不低于 1.2 且无其他解释的请求：无工具调用、无 ASCII 以外的字符、单个候选。没有时无此值。",
  ),
  speculative_accept_rate: define(
    "推测接受率",
    "1 − 1 / 每块解码 token 的平均，介于 0 与 1；该平均无值时无此值。仅为估计：网关合并的事件与猜对的 token 看起来相同。",
  ),
  mean_concurrency: define(
    "平均并发",
    "所有计量请求从发送到结束的时间之和 / 时长（利特尔法则）；时长为 0 时无此值。",
  ),
  joined_event_share: define(
    "合并的事件",
    "与前一个在同一次读取到达的输出事件 / 输出事件之间的全部间隔，取成功请求；没有间隔时无此值。这样的间隔为 0：其成因在客户端无法看出。",
  ),
  stalls: define("停顿", "输出事件之间超过其回复中位间隔五倍的间隔，取成功请求；少于五个间隔的回复没有停顿。"),
  longest_stall: define("最长停顿", "最长的停顿；没有停顿时无此值。"),
  frozen_per_1000_tokens: define(
    "每千 token 停顿",
    "1000 · 停顿时长之和 / 成功请求的输出 token；没有 token 时无此值。",
  ),
  goodput: define(
    "有效吞吐",
    "满足 --goodput 全部目标的请求 / 时长；恰好等于限值视为满足。没有目标时无此值。与 vLLM 一致。",
  ),
  goodput_share: define(
    "有效占比",
    "满足全部目标的请求 / 所有计量的请求：失败的一律不满足。请求没有的数据（单个 token 的 TPOT）视为满足。没有目标或请求时无此值。",
  ),
  late_starts: define(
    "迟发",
    "比应发送（负载没有时间表时为得到槽位）晚 10 ms 以上发送的请求。",
  ),
  start_rate: define("发送速率", "(首轮数 − 1) / 首次到最后一次发送的时间：实际发送的速率。少于两个时无此值。"),
  due_rate: define(
    "应发速率",
    "(首轮数 − 1) / 首个到最后一个应发送时刻的时间：时间表在同样请求内所要求的。没有时间表或少于两个时无此值。",
  ),
  new_connections: define("新连接", "其连接上首个请求的数量，包括在负载之前打开的连接。"),
  reused_connections: define("复用连接", "使用曾承载过请求的连接的请求。"),
  resent_requests: define(
    "重新发送",
    "因服务关闭了要使用的连接而再次发送的次数：服务看到的请求多出这么多。fetch 自身也会重复一些，不可见。",
  ),
  retransmitted_segments: define("重传", "系统不得不重新发送的请求报文段（TCP_INFO）：网络有丢失。"),
  turns_per_request: define(
    "每请求轮数",
    "对话的成功请求至今（含自身）的平均轮数：全部为两轮时是 1.5。与 evalscope perf 一致。单个请求的负载无此值。",
  ),
  kv_cache_hit_rate_estimate: define(
    "KV 缓存命中率（估计）",
    "100 · 缓存 token 之和 / 输入 token 之和，取对话的成功请求。服务未给出缓存 token 时以猜测代替：首轮为无，之后为前一轮的全部 token，最多为输入，即无限缓存所能保存的。与 evalscope perf 一致，但后者不以输入为上限。单个请求的负载无此值。",
  ),
  conversations: define("对话", "有计量请求已发送的对话；单个请求的负载无此值。"),
  finished_conversations: define("完成的对话", "最后一轮成功的对话；单个请求的负载无此值。"),
  abandoned_conversations: define(
    "放弃的对话",
    "有一轮失败、或测试点结束时尚有剩余轮次的对话；单个请求的负载无此值。",
  ),
};
