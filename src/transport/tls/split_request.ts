/** A request of HTTP/1.1 as HTTP/2 has it. */
export interface SplitRequest {
  /** Pseudo headers among them, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A view of the bytes behind the head. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Headers of a connection, which HTTP/2 does not know. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set(["host", "connection", "keep-alive", "transfer-encoding"]);

const latin1 = new TextDecoder("latin1");

/** Takes a request of our own apart, head and body in one piece. */
export function splitRequest(bytes: Uint8Array<ArrayBuffer>): SplitRequest {
  const headEnd = findHeadEnd(bytes);
  const [first = "", ...lines] = latin1.decode(bytes.subarray(0, headEnd)).trimEnd().split("\r\n");
  const [method = "", path = ""] = first.split(" ");
  const fields = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const host = fields.find(([name]) => name === "host")?.[1] ?? "";
  const own = fields.filter(([name]) => !CONNECTION_HEADERS.has(name));
  const pseudo = { ":method": method, ":path": path, ":scheme": "https", ":authority": host };
  return { headers: { ...pseudo, ...Object.fromEntries(own) }, body: bytes.subarray(headEnd) };
}

/** Where the body begins. */
function findHeadEnd(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1)) {
    if (bytes[at + 1] === 0x0a && bytes[at + 2] === 0x0d && bytes[at + 3] === 0x0a) return at + 4;
  }
  throw new Error("A request has no end of its head");
}
