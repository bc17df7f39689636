/** What a server says it really sent; times in ms. */
export interface Truth {
  readonly ttft: { readonly mean: number; readonly p99: number };
  readonly gap: { readonly p99: number };
}

/** A server of known behaviour in a process of its own. */
export interface ServerUnderTest {
  readonly port: number;
  /** Ends the server and returns what it really sent; `null` where it cannot say. */
  stop(): Promise<Truth | null>;
}

/** How the server behaves. */
export interface ServerBehaviour {
  readonly tokens: number;
  readonly ttftMs: number;
  readonly itlMs: number;
}

/** Starts the server that `KNOWN_SERVER` names, else the simulator. */
export async function startServer(behaviour: ServerBehaviour): Promise<ServerUnderTest> {
  const known = Deno.env.get("KNOWN_SERVER");
  return known ? await startKnownServer(known, behaviour) : await startSimulator(behaviour);
}

async function startKnownServer(path: string, { tokens, ttftMs, itlMs }: ServerBehaviour): Promise<ServerUnderTest> {
  const port = freePort();
  const args = [port, tokens, ttftMs, itlMs, 1].map(String);
  const server = new Deno.Command(path, { args, stdout: "piped", stderr: "inherit" }).spawn();
  await waitForPort(port);
  return {
    port,
    async stop() {
      server.kill("SIGTERM");
      const { stdout } = await server.output();
      const said = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1) ?? "{}");
      return { ttft: said.ttft_ms, gap: said.gap_ms };
    },
  };
}

async function startSimulator({ tokens, ttftMs, itlMs }: ServerBehaviour): Promise<ServerUnderTest> {
  const port = freePort();
  const permissions = ["--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];
  const flags = ["--port", port, "--tokens", tokens, "--ttft", ttftMs, "--itl", itlMs, "--json"].map(String);
  const args = ["run", "--no-prompt", ...permissions, "main.ts", "simulate", ...flags];
  const server = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "inherit" }).spawn();
  await waitForPort(port);
  return {
    port,
    async stop() {
      server.kill("SIGTERM");
      const { stdout } = await server.output();
      const line = new TextDecoder().decode(stdout).trim().split("\n").findLast((text) => text.startsWith("{"));
      if (line === undefined) return null;
      const said = JSON.parse(line);
      return { ttft: said.ttft_ms, gap: said.gap_ms };
    },
  };
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function waitForPort(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`No server came up on port ${port}`);
}
