/** A relay between agents and the bus that keeps all bytes that pass. */
export interface Recorder extends AsyncDisposable {
  readonly url: string;
  /** All that passed, each byte as a character. */
  text(): string;
}

/** `null`: the bus has ended, and a client of its tries to come back. */
async function reach(port: number): Promise<Deno.TcpConn | null> {
  try {
    return await Deno.connect({ hostname: "127.0.0.1", port });
  } catch (cause) {
    if (cause instanceof Deno.errors.ConnectionRefused) return null;
    throw cause;
  }
}

/** Starts a relay to a port of this machine. */
export function startRecorder(port: number): Recorder {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const pieces: string[] = [];
  const open = new Set<Deno.TcpConn>();
  const decoder = new TextDecoder("latin1");
  const pass = async (from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> => {
    try {
      for await (const chunk of from.readable) {
        pieces.push(decoder.decode(chunk));
        for (let at = 0; at < chunk.length;) at += await to.write(chunk.subarray(at));
      }
    } catch (cause) {
      // One end is gone, or the test is over.
      if (!(cause instanceof Error)) throw cause;
    }
  };
  const serving = (async () => {
    for await (const client of listener) {
      const server = await reach(port);
      if (server === null) {
        client.close();
        continue;
      }
      open.add(client).add(server);
      void pass(client, server);
      void pass(server, client);
    }
  })();
  return {
    url: `nats://127.0.0.1:${listener.addr.port}`,
    text: () => pieces.join(""),
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) {
        try {
          connection.close();
        } catch (cause) {
          if (!(cause instanceof Deno.errors.BadResource)) throw cause; // It has closed itself.
        }
      }
      await serving;
    },
  };
}
