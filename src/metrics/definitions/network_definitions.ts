import type { Definitions } from "./metric_definition.ts";

const STAGE = { unit: "ms", direction: "lower", decimals: 2 } as const;
const COUNT = { direction: "neutral", decimals: 0 } as const;

/** What the way to the service takes; undefined where the transport cannot tell (`fetch`). */
export const NETWORK_DEFINITIONS: Definitions<
  "connect_time" | "tls_time" | "write_time" | "network_rtt" | "network_ttft_share"
> = {
  connect_time: {
    ...STAGE,
    label: "Connect",
    formula: "From the begin of connecting, looking up the name included, until the connection stands; of requests " +
      "that needed a new one. It is part of their TTFT.",
    chinese: {
      label: "建立连接",
      formula: "从开始连接（含域名解析）到连接建立；仅需要新连接的请求。它是其 TTFT 的一部分。",
    },
    shows: {
      summary: { section: "network", order: 10, label: "Avg Connect", isOptional: true },
      percentiles: { order: 160, isOptional: true },
    },
  },
  tls_time: {
    ...STAGE,
    label: "TLS",
    formula: "From the connection until TLS stands on it; of requests that needed a new one. It is part of their TTFT.",
    chinese: { label: "TLS", formula: "从连接建立到其上的 TLS 建立；仅需要新连接的请求。它是其 TTFT 的一部分。" },
    shows: {
      summary: { section: "network", order: 20, label: "Avg TLS", isOptional: true },
      percentiles: { order: 161, isOptional: true },
    },
  },
  write_time: {
    ...STAGE,
    label: "Write",
    formula: "From sending, or from the new connection where one was needed, until the last byte of the request was " +
      "written: large prompts and slow networks make it long.",
    chinese: {
      label: "写出",
      formula: "从发送（需要新连接时为连接建立）到请求最后一个字节写出：大提示词与慢网络会使其变长。",
    },
    shows: {
      summary: { section: "network", order: 30, label: "Avg Write", isOptional: true },
      percentiles: { order: 162, isOptional: true },
    },
  },
  network_rtt: {
    ...STAGE,
    decimals: 3,
    label: "Round trip",
    formula:
      "The smoothed round trip of the connection at the end of the request, as the system knows it (TCP_INFO): " +
      "what the network alone adds to every TTFT at least. A proxy ends it.",
    chinese: {
      label: "往返时间",
      formula: "请求结束时系统所知的连接平滑往返时间（TCP_INFO）：网络本身至少给每个 TTFT 增加的时间。代理会终结它。",
    },
    shows: {
      summary: { section: "network", order: 40, label: "Avg Round Trip", isOptional: true },
      percentiles: { order: 163, isOptional: true },
    },
  },
  network_ttft_share: {
    unit: "%",
    direction: "lower",
    decimals: 1,
    label: "Round trip in TTFT",
    formula: "100 · round trip / TTFT of the same request: the network's share of TTFT, 100 at most.",
    chinese: { label: "往返占 TTFT", formula: "同一请求的 100 · 往返时间 / TTFT：网络在 TTFT 中的占比，最多 100。" },
    shows: {
      summary: { section: "network", order: 50, label: "Avg Share of TTFT", isOptional: true },
      percentiles: { order: 164, isOptional: true },
    },
  },
};

/** Counts of connections; undefined where the transport cannot tell. */
export const CONNECTION_DEFINITIONS: Definitions<
  "new_connections" | "reused_connections" | "resent_requests" | "retransmitted_segments"
> = {
  new_connections: {
    ...COUNT,
    unit: "requests",
    label: "On new connections",
    formula: "Requests that were the first of their connection, one opened ahead of the load too.",
    chinese: { label: "新连接", formula: "其连接上首个请求的数量，包括在负载之前打开的连接。" },
    shows: { summary: { section: "network", order: 60, label: "On New Connections", isOptional: true } },
  },
  reused_connections: {
    ...COUNT,
    unit: "requests",
    label: "On used connections",
    formula: "Requests over a connection that had carried one before.",
    chinese: { label: "复用连接", formula: "使用曾承载过请求的连接的请求。" },
    shows: { summary: { section: "network", order: 70, label: "On Used Connections", isOptional: true } },
  },
  resent_requests: {
    ...COUNT,
    unit: "requests",
    direction: "lower",
    label: "Sent again",
    formula:
      "Times a request was sent once more, because the service had closed the connection that was to carry it: " +
      "it has seen so many more than there are requests. fetch repeats some itself, unseen.",
    chinese: {
      label: "重新发送",
      formula: "因服务关闭了要使用的连接而再次发送的次数：服务看到的请求多出这么多。fetch 自身也会重复一些，不可见。",
    },
    shows: { summary: { section: "network", order: 80, label: "Sent Again", warnsAboveZero: true, isOptional: true } },
  },
  retransmitted_segments: {
    unit: "segments",
    direction: "lower",
    decimals: 0,
    label: "Retransmitted",
    formula: "Segments of requests that the system had to send again (TCP_INFO): the network lost something.",
    chinese: { label: "重传", formula: "系统不得不重新发送的请求报文段（TCP_INFO）：网络有丢失。" },
    shows: {
      summary: { section: "network", order: 90, label: "Retransmitted", warnsAboveZero: true, isOptional: true },
    },
  },
};
