/** A relay between agents and the bus that lets bytes wait, each way for itself. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** Ends all connections, and takes no more. */
  cut(): Promise<void>;
}

/** How long bytes are held. */
export interface Delays {
  readonly toServerMs: number;
  readonly toClientMs: number;
}

/** Starts a relay to a port of this machine. */
export function startRelay(port: number, { toServerMs, toClientMs }: Delays): Relay {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.TcpConn>();
  const serving = (async () => {
    for await (const client of listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port });
      open.add(client).add(server);
      void pass({ from: client, to: server, delayMs: toServerMs });
      void pass({ from: server, to: client, delayMs: toClientMs });
    }
  })();
  const cut = async (): Promise<void> => {
    closeQuietly(listener);
    for (const connection of open) closeQuietly(connection);
    await serving;
  };
  return { url: `nats://127.0.0.1:${listener.addr.port}`, cut, [Symbol.asyncDispose]: cut };
}

interface Way {
  readonly from: Deno.TcpConn;
  readonly to: Deno.TcpConn;
  readonly delayMs: number;
}

async function pass({ from, to, delayMs }: Way): Promise<void> {
  let written: Promise<unknown> = Promise.resolve();
  try {
    for await (const chunk of from.readable) {
      const due = new Promise((resolve) => setTimeout(resolve, delayMs));
      written = written.then(() => due).then(() => writeAll(to, chunk));
      written.catch(() => closeQuietly(from));
    }
  } catch (cause) {
    // One end is gone, or the test is over.
    if (!(cause instanceof Error)) throw cause;
  }
}

async function writeAll(to: Deno.TcpConn, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;) at += await to.write(chunk.subarray(at));
}

function closeQuietly(resource: Deno.TcpConn | Deno.Listener): void {
  try {
    resource.close();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.BadResource)) throw cause; // It was closed before.
  }
}
