/**
 * The command line: command tree, terminal, signals, exit codes. This folder must not know how a load is carried; it
 * calls use cases of src/app. Only here are arguments, signals, console and the process's end touched.
 */
import { VERSION } from "../core/version.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { createOutput } from "./terminal/output.ts";

/** Runs the program on the process's arguments and ends the process with the exit code. */
export async function startCli(): Promise<never> {
  // Before anything heavy is loaded: scripts ask for the version often.
  if (isVersionRequest(Deno.args)) {
    const text = `streamgauge ${VERSION}\n`;
    if (!writeNow(text)) await writeAll(Deno.stdout, text);
    Deno.exit(EXIT_CODES.fine);
  }
  addEventListener("unhandledrejection", (event) => void die(event, event.reason));
  addEventListener("error", (event) => void die(event, event.error));
  if (Deno.build.standalone && (mayRun(Deno.args) || isFirstRun())) await import("./run_modules.ts");
  const { runCli } = await import("./run_cli.ts");
  Deno.exit(await runCli(Deno.args));
}

function isVersionRequest(argv: readonly string[]): boolean {
  return argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V");
}

/** Without a turn of the event loop: after it the runtime would keep what it had compiled so far, and nothing later. */
function writeNow(text: string): boolean {
  try {
    return Deno.stdout.writeSync(new TextEncoder().encode(text)) === text.length;
  } catch {
    return false;
  }
}

function mayRun([command, ...rest]: readonly string[]): boolean {
  return command === "perf" && !rest.some((word) => word === "-h" || word === "--help");
}

/**
 * Whether this is the first run of a binary, whose modules are kept compiled for all later ones: the runtime does so in a
 * file of its own beside other temporary ones. Where it cannot, each run is the first.
 */
function isFirstRun(): boolean {
  const folder = Deno.env.get("TMPDIR") ?? Deno.env.get("TEMP") ?? "/tmp";
  const program = Deno.execPath().replace(/^.*[\\/]/, "").replace(/\.exe$/i, "");
  try {
    return !Deno.statSync(`${folder}/deno-compile-${program}.cache`).isFile;
  } catch {
    return true;
  }
}

/** An error that nobody caught is a mistake of this program, as any other that is not the user's. */
async function die(event: Event, error: unknown): Promise<void> {
  event.preventDefault();
  const { describeBug } = await import("./error_text.ts");
  await writeAll(Deno.stderr, describeBug(error));
  Deno.exit(EXIT_CODES.bug);
}

async function writeAll(stream: typeof Deno.stdout, text: string): Promise<void> {
  const output = createOutput(stream);
  output.write(text);
  await output.flush();
}
