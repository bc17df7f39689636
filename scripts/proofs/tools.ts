import { dirname, join } from "node:path";

/** An official tool in a Python environment of its own. */
export interface Tool {
  /** Runs one of its programs to its end; throws where it fails. */
  run(program: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
  /** Runs a few lines of Python; gives what they print as JSON. */
  ask(code: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<unknown>;
  /** Starts one of its servers and waits until a page of it answers. */
  serve(args: readonly string[], server: ServerPlan): Promise<AsyncDisposable>;
}

/** How a server is started. */
export interface ServerPlan {
  readonly program: string;
  readonly readyUrl: string;
  readonly env?: Readonly<Record<string, string>>;
}

const READY_WITHIN_MS = 90_000;
const ASK_EVERY_MS = 300;

/** Installs packages of PyPI, exact versions, into an environment below `root`, unless they are there. */
export async function installTool(root: string, name: string, packages: readonly string[]): Promise<Tool> {
  const folder = join(root, name);
  const program = (called: string) => join(folder, "bin", called);
  const mark = join(folder, "installed.txt");
  if (await Deno.readTextFile(mark).catch(() => "") !== packages.join(" ")) {
    await execute("python3", ["-m", "venv", folder]);
    await execute(program("pip"), ["install", "--quiet", ...packages]);
    await Deno.writeTextFile(mark, packages.join(" "));
  }
  return {
    run: (called, args, env) => execute(program(called), args, env),
    ask: async (code, args, env) => JSON.parse(lastLine(await execute(program("python"), ["-c", code, ...args], env))),
    serve: (args, server) => serve(program(server.program), args, server),
  };
}

/** A port that nobody listens to now. */
export function findPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Other output, such as warnings, comes before it. */
function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

async function execute(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const path = `${dirname(command)}:${Deno.env.get("PATH") ?? ""}`;
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    env: { PATH: path, ...env },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`${command} failed: ${decoder.decode(stdout)}${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

async function serve(command: string, args: readonly string[], { readyUrl, env = {} }: ServerPlan) {
  const log = await Deno.makeTempFile({ suffix: ".log" });
  // A shell writes the log, in a group of its own: such servers start further processes.
  const line = 'exec setsid "$0" "$@" >"$LOG" 2>&1';
  const child = new Deno.Command("sh", {
    args: ["-c", line, command, ...args],
    stdin: "null",
    env: { ...env, LOG: log, PATH: `${dirname(command)}:${Deno.env.get("PATH") ?? ""}` },
  }).spawn();
  const stop = async () => {
    await new Deno.Command("kill", { args: ["--", `-${child.pid}`] }).output();
    await child.status;
    await Deno.remove(log);
  };
  const until = Date.now() + READY_WITHIN_MS;
  while (!await answers(readyUrl)) {
    if (Date.now() > until) {
      const said = await Deno.readTextFile(log);
      await stop();
      throw new Error(`${command} did not answer at ${readyUrl}: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  return { [Symbol.asyncDispose]: stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // Not yet.
  }
}
