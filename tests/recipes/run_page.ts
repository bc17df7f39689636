import { deepStrictEqual, ok } from "node:assert";
import { EXIT_CODES } from "../../src/cli/exit_codes.ts";
import { fixed } from "../../src/core/value_distribution.ts";
import { PROGRAM_ARGUMENTS } from "../support/program.ts";
import { withSimulator } from "../support/simulator.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { type CodeBlock, readCodeBlocks } from "./code_blocks.ts";

const ROOT = new URL("../../", import.meta.url);
const SERVICE = { ttftMs: fixed(4), itlMs: fixed(1), tokens: fixed(8), capacity: 8, cachedShare: 0.3 };
/** The addresses of services in the pages: all of them are the simulator. */
const ADDRESSES = /http:\/\/127\.0\.0\.1:\d+/g;
/** What a search says that ends without a result because the machine was busy; that of anything else is a failure. */
const TOO_BUSY = /is not the service's in these runs/;
/** What an invalid load says whose reason is no busy machine: with it a block has failed, whatever its exit code. */
const OWN_FAULT = /books of the client do not balance|ran out of files, ports or memory/;

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Characters of each output that a failure shows. */
const MAX_SHOWN = 3000;

interface Place {
  readonly folder: string;
  readonly url: string;
}

/** Runs a block in a shell that stops at the first command that fails. */
async function runBlock({ code, line }: CodeBlock, { folder, url }: Place): Promise<void> {
  const program = [Deno.execPath(), ...PROGRAM_ARGUMENTS].map(quote).join(" ");
  // A load of a machine that is busy with other tests may well be invalid: of any `perf`, for this reason alone.
  const guard = `|| { code=$?; [ "$1" = perf ] && [ $code = ${EXIT_CODES.invalid} ] || exit $code; }`;
  const commands = code.replaceAll(ADDRESSES, url);
  // What a block leaves running in the background ends with it.
  const cleanUp = `trap 'kill $(jobs -p) 2>/dev/null || true' EXIT`;
  const script = `set -e\n${cleanUp}\nstreamgauge() { ${program} "$@" ${guard}; }\n${commands}\n`;
  const env = {
    NO_COLOR: "1",
    STREAMGAUGE_URL: `${url}/v1/chat/completions`,
    STREAMGAUGE_CACHE_DIR: `${folder}/.cache`,
    STREAMGAUGE_SLEEP_INTERVAL: "0",
    // Nobody is asked: every hub is out of reach.
    STREAMGAUGE_MODELSCOPE_URL: "http://127.0.0.1:1",
    STREAMGAUGE_HUGGINGFACE_URL: "http://127.0.0.1:1",
  };
  const shell = new Deno.Command("bash", { args: ["-c", script], cwd: folder, env, stdin: "null" });
  const { code: exitCode, stdout, stderr } = await shell.output();
  const [said, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)) as [string, string];
  const isBusySearch = exitCode === EXIT_CODES.failed && code.includes("--sla-auto-tune");
  const isFine = exitCode === EXIT_CODES.fine || (isBusySearch && TOO_BUSY.test(told));
  const ending = `${commands}\n${said.slice(-MAX_SHOWN)}\n${told.slice(-MAX_SHOWN)}`;
  ok(isFine && !OWN_FAULT.test(told), `exit code ${exitCode} of line ${line}:\n${ending}`);
}

/** How the blocks of a page are run. */
interface PageOptions {
  /** Blocks that do not stand on one another: several run at once, each with a folder and a service of its own. */
  readonly areApart?: boolean;
}

/** Most of the time of a block is the time of its load: while one waits another one works. */
const BLOCKS_AT_ONCE = 3;

/** Tests that every block of commands of a page runs as it stands, offline, against the embedded simulator. */
export async function testPage(page: string, { areApart = false }: PageOptions = {}): Promise<void> {
  const blocks = readCodeBlocks(await Deno.readTextFile(new URL(page, ROOT))).filter(({ skipped }) => skipped === null);
  const ignore = Deno.build.os === "windows" || blocks.length === 0;
  const run = areApart ? runApart : runInOrder;
  Deno.test({ name: `the commands of ${page} run as they stand`, ignore }, () => run(blocks));
}

/** One after the other, each seeing what those before it left. */
async function runInOrder(blocks: readonly CodeBlock[]): Promise<void> {
  await withSimulator(SERVICE, async ({ url }) => {
    await withTemporaryFolder(async (folder) => {
      for (const block of blocks) await runBlock(block, { folder, url });
    });
  });
}

async function runApart(blocks: readonly CodeBlock[]): Promise<void> {
  const waiting = blocks.values();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const block of waiting) await runInOrder([block]).catch((cause) => failures.push(cause));
  };
  await Promise.all(Array.from({ length: BLOCKS_AT_ONCE }, work));
  deepStrictEqual(failures, []);
}
