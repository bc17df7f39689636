import { FAILURE_LABELS, type FailureKind } from "../../core/failure.ts";
import { type Words, words } from "../../core/words.ts";

const CHINESE: Readonly<Record<FailureKind, string>> = {
  dns: "找不到主机名",
  connect_refused: "连接被拒绝",
  connect_failed: "连接失败",
  tls: "TLS 失败",
  timeout_connect: "连接超时",
  timeout_first_byte: "首字节前超时",
  timeout_idle: "字节之间超时",
  timeout_total: "整个请求超时",
  reset: "连接被重置",
  http_status: "HTTP 状态",
  error_in_stream: "200 回复中的错误对象",
  error_event: "流中的错误事件",
  truncated: "回复被截断（无结束原因，无 [DONE]）",
  reply_too_large: "回复超过 --max-reply-bytes",
  malformed_sse: "事件流格式错误",
  malformed_json: "JSON 格式错误",
  malformed_http: "HTTP 回复格式错误",
  wrong_content_type: "内容类型错误",
  empty_output: "输出为空",
  client_exhausted: "客户端文件、端口或内存耗尽",
  cancelled: "被客户端取消",
  lost: "随客户端的事件循环丢失",
};

/** What each kind of failure means. */
export const FAILURE_WORDS: Readonly<Record<FailureKind, Words>> = Object.fromEntries(
  Object.entries(FAILURE_LABELS).map(([kind, en]) => [kind, words(en, CHINESE[kind as FailureKind])]),
) as Record<FailureKind, Words>;
