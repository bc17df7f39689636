import { escapePattern } from "../../core/escape_pattern.ts";
import { same, type Words, words } from "../../core/words.ts";

/** What stands in a sentence of the client for what only the one failure knows. */
const GAP = "{}";

/**
 * What the client says of failures, whole sentences: records keep the English one alone. The words of the service and of
 * the system stay as they came.
 */
const SENTENCES: Readonly<Record<string, string>> = {
  "The reply was not complete after {} ms": "回复在 {} ms 后仍未完成",
  "No output came for {} ms, though the stream goes on": "流仍在继续，但 {} ms 内没有输出",
  "No byte of a reply came within {} ms": "{} ms 内没有收到回复的任何字节",
  "No further byte came for {} ms": "{} ms 内没有收到后续字节",
  "No connection stood within {} ms": "{} ms 内未能建立连接",
  "Connection broken off by the service: {}": "连接被服务端中断：{}",
  "Connection broken off: {}": "连接中断：{}",
  "Connection broken: {}": "连接中断：{}",
  "Connection refused: {}": "连接被拒绝：{}",
  "Connection refused ({})": "连接被拒绝（{}）",
  "Connection failed: {}": "连接失败：{}",
  "Timeout while connecting: {}": "连接超时：{}",
  "The client's machine ran out of files, ports or memory: {}": "客户端机器的文件、端口或内存已用尽：{}",
  "This machine has no more files or ports for connections: {}": "本机已没有可用于连接的文件或端口：{}",
  "Cannot find the host name: {}": "找不到主机名：{}",
  "The path of the socket is too long": "套接字路径过长",
  "Cannot read the reply: {}": "无法读取回复：{}",
  "HTTP/2 failed: {}": "HTTP/2 失败：{}",
  "TLS failed: {}": "TLS 失败：{}",
  "The service speaks TLS, and the address says http": "服务使用 TLS，而地址为 http",
  "Cancelled by the client": "被客户端取消",
  "Event loop {} of the client was lost while it ran": "运行期间丢失了客户端的事件循环 {}",
  "The reply is longer than {} bytes": "回复超过 {} 字节",
  'The reply came in the encoding "{}", which was not asked for': "回复采用了未请求的编码“{}”",
  'The reply is "{}", neither an event stream nor JSON': "回复为“{}”，既不是事件流也不是 JSON",
  'Not a JSON object: "{}"': "不是 JSON 对象：“{}”",
  'Not a line of an event stream: "{}"': "不是事件流的行：“{}”",
  'The API does not stream, but an event came: "{}"': "该接口不流式返回，却收到了事件：“{}”",
  "The stream ended without {}": "流结束时没有{}",
  'The reply ended with the finish reason "{}"': "回复以结束原因“{}”结束",
  "The reply holds no text, no reasoning and no tool call": "回复中没有文本、推理或工具调用",
  "The reply is empty": "回复为空",
  "The response is {}": "响应状态为 {}",
  "The reply holds no ranking: none of {}": "回复中没有排序：{} 均不存在",
  "The reply ranks no document": "回复没有对任何文档排序",
  "A result of the ranking has no score": "排序结果中有一项没有分数",
  "The reply holds no embeddings: neither data nor embeddings nor vectors":
    "回复中没有向量：data、embeddings、vectors 均不存在",
  "The reply holds no embedding": "回复中没有向量",
  "Embedding {} has {} dimensions, the first one {}": "第 {} 个向量有 {} 维，首个为 {} 维",
  "{} of the module of --api failed: {}": "--api 模块的 {} 失败：{}",
  "HTTP {}: redirected, without saying where to": "HTTP {}：重定向，但未说明目标",
  'HTTP {}: redirected to "{}", which is not followed: give that address with --url':
    "HTTP {}：重定向到“{}”，不会跟随：请用 --url 给出该地址",
  '"{}" cannot be the name of a header': "“{}”不能作为头的名称",
  'The value of header "{}" cannot be sent': "头“{}”的值无法发送",
  "The reply unpacks to more than {} bytes": "回复解压后超过 {} 字节",
  "The compressed reply cannot be unpacked: {}": "压缩的回复无法解压：{}",
  "{} (through the proxy {})": "{}（经代理 {}）",
};

/** What stands in the gaps of those sentences, where it is the client's own, too. */
const DETAILS: Readonly<Record<string, string>> = {
  "no local port is free ({})": "没有空闲的本地端口（{}）",
  "no memory for another socket ({})": "没有内存用于新的套接字（{}）",
  "not allowed ({})": "不允许（{}）",
  "too many open files on this machine ({})": "本机打开的文件过多（{}）",
  "too many open files (see ulimit -n) ({})": "打开的文件过多（见 ulimit -n）（{}）",
  "the service takes no more ({})": "服务端不再接收（{}）",
  "the network cannot be reached ({})": "网络不可达（{}）",
  "aborted ({})": "已中止（{}）",
  "reset by the service ({})": "被服务端重置（{}）",
  "nothing answered ({})": "没有应答（{}）",
  "nothing listens there ({})": "该处没有监听（{}）",
  "the host is down ({})": "主机已关闭（{}）",
  "the host cannot be reached ({})": "主机不可达（{}）",
  "there is no such socket ({})": "没有这样的套接字（{}）",
  "error {} of the system": "系统错误 {}",
  "it ended before the reply did": "连接在回复结束前关闭",
  "the request could not be sent": "请求未能发出",
  '"{}" is no address': "“{}”不是地址",
  "a chunk is longer than its size says": "分块长度超过其声明的大小",
  "the trailers are too large": "尾部字段过大",
  "the head is too large": "响应头过大",
  "no HTTP/1 status line, but empty lines": "没有 HTTP/1 状态行，只有空行",
  'not an HTTP/1 status line: "{}"': "不是 HTTP/1 状态行：“{}”",
  "a header line is too long": "响应头的一行过长",
  "a line is too long": "某一行过长",
  "the service changes the protocol": "服务端切换了协议",
  "too many interim responses": "临时响应过多",
  "invalid chunk size": "分块大小无效",
  'broken header line: "{}"': "响应头的行有误：“{}”",
  'control character in header "{}"': "响应头“{}”中有控制字符",
  'unknown transfer-encoding "{}"': "未知的 transfer-encoding“{}”",
  'invalid content-length "{}"': "content-length“{}”无效",
  "a finish reason": "结束原因",
  "a finish reason and without [DONE]": "结束原因，也没有 [DONE]",
  "the service's certificate has expired": "服务端证书已过期",
  "the service's certificate is not valid yet": "服务端证书尚未生效",
  "the service's certificate is for another host": "服务端证书属于其他主机",
  "the service's certificate is signed by no authority that is trusted (--ca-cert FILE trusts another)":
    "服务端证书并非由受信任的机构签发（--ca-cert FILE 可另行信任）",
  "the service shows an authority's certificate as its own": "服务端以机构的证书作为自己的证书",
  "the service wants a certificate of the client (--client-cert FILE --client-key FILE)":
    "服务端要求客户端证书（--client-cert FILE --client-key FILE）",
  "the service refused the client's certificate": "服务端拒绝了客户端证书",
  "the service speaks neither HTTP/1.1 nor HTTP/2": "服务端既不支持 HTTP/1.1 也不支持 HTTP/2",
  "the service does not speak TLS there (is the address http:// instead of https://?)":
    "服务端在该处不使用 TLS（地址是否应为 http:// 而非 https://？）",
  "the service closed the connection before TLS stood": "服务端在 TLS 建立前关闭了连接",
  "the kernel transport needs OpenSSL 3 on this machine for https": "kernel 传输的 https 需要本机有 OpenSSL 3",
};

interface Form {
  readonly pattern: RegExp;
  readonly chinese: readonly string[];
}

const toForms = (texts: Readonly<Record<string, string>>): readonly Form[] => Object.entries(texts).map(toForm);
const FORMS = toForms({ ...SENTENCES, ...DETAILS });

function toForm([english, chinese]: readonly [string, string]): Form {
  const parts = english.split(GAP).map(escapePattern);
  return { pattern: new RegExp(`^${parts.join("(.*?)")}$`, "s"), chinese: chinese.split(GAP) };
}

/** Gives the message of a failure in both languages, as far as its words are the client's. */
export function toFailureMessage(message: string): Words {
  const chinese = translate(message);
  return chinese === null ? same(message) : words(message, chinese);
}

function translate(text: string): string | null {
  for (const { pattern, chinese } of FORMS) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const gaps = found.slice(1).map((gap) => translate(gap) ?? gap);
    return chinese.map((part, index) => part + (gaps[index] ?? "")).join("");
  }
  return null;
}
