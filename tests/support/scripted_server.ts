/** One connection of a scripted server. */
export interface ScriptedConnection {
  /** Reads one whole request, head and body; `null` when the client has closed. */
  readRequest(): Promise<string | null>;
  /** Reads the head of a request and leaves its body unread, so that a `close()` resets the connection. */
  readHead(): Promise<string | null>;
  write(data: string | Uint8Array): Promise<void>;
  /** Keeps the connection open and silent until the client closes it or the server ends. */
  stall(): Promise<void>;
  /** Closes the connection: in order, or by a reset where request bytes are unread. */
  close(): void;
}

/** What a server does with a connection, told which one it is. When it ends the connection is closed. */
export type Script = (connection: ScriptedConnection, index: number) => Promise<void>;

/** A server on 127.0.0.1 that follows a script. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: number;
}

/** A certificate and its key as PEM text. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

/** Starts a server; with an identity it speaks TLS. */
export function startScriptedServer(script: Script, identity: ServerIdentity | null = null): ScriptedServer {
  const address = { hostname: "127.0.0.1", port: 0 };
  const listener = identity === null ? Deno.listen(address) : Deno.listenTls({ ...address, ...identity });
  const { port } = listener.addr as Deno.NetAddr;
  const open = new Set<Deno.Conn>();
  const scripts: Promise<void>[] = [];
  let connections = 0;

  const accepting = (async () => {
    for await (const connection of listener) {
      open.add(connection);
      scripts.push(follow(script, { connection, index: connections++, open }));
    }
  })();
  return {
    url: `${identity === null ? "http" : "https"}://127.0.0.1:${port}/v1/chat/completions`,
    port,
    get connections() {
      return connections;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const connection of open) connection.close();
      open.clear();
      await Promise.all(scripts);
    },
  };
}

interface Following {
  readonly connection: Deno.Conn;
  readonly index: number;
  readonly open: Set<Deno.Conn>;
}

async function follow(script: Script, { connection, index, open }: Following): Promise<void> {
  const close = () => {
    if (open.delete(connection)) connection.close();
  };
  try {
    await script(createConnection(connection, close), index);
  } catch (error) {
    // The other side going away is part of what is tested; faults of a script are not.
    if (!isDisconnect(error)) throw error;
  } finally {
    close();
  }
}

function createConnection(connection: Deno.Conn, close: () => void): ScriptedConnection {
  const readHead = () => readUntilBlankLine(connection);
  return {
    readHead,
    async readRequest() {
      const head = await readHead();
      if (head === null) return null;
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      return head + await readExactly(connection, length);
    },
    async write(data) {
      const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
      for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
    },
    async stall() {
      const buffer = new Uint8Array(4096);
      while (await connection.read(buffer) !== null);
    },
    close,
  };
}

/** Reads byte by byte, so that nothing behind the head is taken from the socket. */
async function readUntilBlankLine(connection: Deno.Conn): Promise<string | null> {
  const byte = new Uint8Array(1);
  let head = "";
  while (!head.endsWith("\r\n\r\n")) {
    if (await connection.read(byte) === null) return null;
    head += String.fromCharCode(byte[0] ?? 0);
  }
  return head;
}

async function readExactly(connection: Deno.Conn, length: number): Promise<string> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const count = await connection.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return new TextDecoder().decode(bytes);
}

function isDisconnect(error: unknown): boolean {
  return [
    Deno.errors.BadResource,
    Deno.errors.BrokenPipe,
    Deno.errors.ConnectionAborted,
    Deno.errors.ConnectionReset,
    Deno.errors.Interrupted,
    Deno.errors.InvalidData,
    Deno.errors.UnexpectedEof,
  ].some((kind) => error instanceof kind);
}

/** A whole reply with a length. */
export function replyText(status: string, { type, body }: { type: string; body: string }): string {
  const length = new TextEncoder().encode(body).length;
  return `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n${body}`;
}

/** The head of an event stream in chunks. */
export const STREAM_HEAD =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n";

/** One HTTP chunk; an empty one ends the body. */
export function httpChunk(text: string): string {
  return `${new TextEncoder().encode(text).length.toString(16)}\r\n${text}\r\n`;
}
