/**
 * Whether the program was started to outlive its terminal, as `nohup` does: it leaves no stream on a terminal and has the
 * hang-up ignored. To be asked before the first listener of a signal.
 */
export function ignoresHangUp(): boolean {
  if ([Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal())) return false;
  if (Deno.build.os === "windows") return false;
  return askLibrary() ?? askProcesses();
}

const SIGHUP = 1;
/** SIG_IGN in the first member of `struct sigaction`, which is the handler. */
const IGNORED = 1n;
/** More than any system's `struct sigaction`. */
const ACTION_BYTES = 256;

/** Asks the C library of Linux, which takes a hundredth of the time of a program; `null`: it cannot be asked. */
function askLibrary(): boolean | null {
  if (Deno.build.os !== "linux" || Deno.permissions.querySync({ name: "ffi" }).state !== "granted") return null;
  try {
    const library = Deno.dlopen("libc.so.6", SIGACTION);
    const action = new BigUint64Array(ACTION_BYTES / 8);
    const result = library.symbols.sigaction(SIGHUP, null, action);
    library.close();
    return result === 0 ? action[0] === IGNORED : null;
  } catch {
    return null; // Another C library, such as musl's, has another name.
  }
}

const SIGACTION = { sigaction: { parameters: ["i32", "pointer", "buffer"], result: "i32" } } as const;

/** Asks `ps` for the signals that are ignored. */
function askProcesses(): boolean {
  try {
    const asked = new Deno.Command("ps", { args: ["-o", "ignored=", "-p", String(Deno.pid)], stderr: "null" });
    const mask = new TextDecoder().decode(asked.outputSync().stdout).trim();
    return /^[0-9a-f]+$/i.test(mask) && (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    return false; // Without `ps` nobody can tell; where there is none, there is no `nohup` either.
  }
}
