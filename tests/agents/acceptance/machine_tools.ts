/** What a test needs to make one machine look like several. Where it is missing the test says so, loudly. */

/** Whether a command can be run here; where not, who reads the log of the tests hears what was left out. */
export async function canRun(command: readonly string[], what: string): Promise<boolean> {
  if (await succeeds(command)) return true;
  // deno-lint-ignore no-console -- whoever reads the log of the tests must see that they did not run
  console.error(`SKIPPED: ${what} did not run, as this machine cannot \`${command.join(" ")}\``);
  return false;
}

async function succeeds([program = "", ...args]: readonly string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "null" })
      .output();
    return success;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return false;
    throw cause;
  }
}

/** What stands before a command whose wall clock is to be elsewhere: by an amount, or by what a file says. */
export async function fakeTime(
  by: { readonly offset: string } | { readonly file: string },
): Promise<readonly string[]> {
  const asked = new Deno.Command("faketime", { args: ["-f", "+0", "printenv", "LD_PRELOAD"], stdin: "null" });
  const library = new TextDecoder().decode((await asked.output()).stdout).trim();
  const clock = "offset" in by
    ? [`FAKETIME=${by.offset}`]
    : [`FAKETIME_TIMESTAMP_FILE=${by.file}`, "FAKETIME_NO_CACHE=1"];
  // The library for programs of several threads; the monotonic clock is left alone, as on another machine.
  const preload = `LD_PRELOAD=${library.replace("libfaketime.so", "libfaketimeMT.so")}`;
  return ["env", preload, "DONT_FAKE_MONOTONIC=1", ...clock];
}

/** A machine of its own network, reached by a cable that can be pulled. */
export interface NetworkHost extends AsyncDisposable {
  /** What stands before a command that is to run there. */
  readonly through: readonly string[];
  /** Where it reaches this machine. */
  readonly gateway: string;
  /** Nothing gets through any more, and nobody is told. */
  unplug(): Promise<void>;
}

const GATEWAY = "10.213.77.1";

/** Makes such a machine. */
export async function openNetworkHost(): Promise<NetworkHost> {
  const name = `sgtest${Deno.pid}`;
  const [here, there] = [`sgh${Deno.pid}`, `sgt${Deno.pid}`];
  await ip("netns", "add", name);
  await ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
  await ip("addr", "add", `${GATEWAY}/24`, "dev", here);
  await ip("link", "set", here, "up");
  await ip("-n", name, "addr", "add", "10.213.77.2/24", "dev", there);
  await ip("-n", name, "link", "set", there, "up");
  await ip("-n", name, "link", "set", "lo", "up");
  return {
    through: ["ip", "netns", "exec", name],
    gateway: GATEWAY,
    unplug: () => ip("link", "set", here, "down"),
    async [Symbol.asyncDispose]() {
      await ip("link", "del", here);
      await ip("netns", "del", name);
    },
  };
}

async function ip(...args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args: [...args], stdin: "null", stdout: "null" }).output();
  if (!success) throw new Error(`ip ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
