import { createServer } from "node:net";

/** Ports below those that systems give away by themselves. */
const OWN_PORTS = { first: 20_000, count: 12_000 } as const;

/** Finds a port that nobody listens on, and that no connection of another test is given before somebody does. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = OWN_PORTS.first + await tryPort(0) % OWN_PORTS.count;
    try {
      return await tryPort(port);
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE")) throw cause;
    }
  }
}

/** Listens on a port for a moment; 0: on one that the system chooses. Returns which it was. */
function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const opened = typeof address === "object" && address !== null ? address.port : 0;
      server.close((cause) => cause === undefined ? resolve(opened) : reject(cause));
    });
  });
}
