import { ok } from "node:assert";
import { fixed } from "../../src/core/value_distribution.ts";
import { PROGRAM_ARGUMENTS } from "../support/program.ts";
import { withSimulator } from "../support/simulator.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { type CodeBlock, readCodeBlocks } from "./code_blocks.ts";

const ROOT = new URL("../../", import.meta.url);
const SERVICE = { ttftMs: fixed(4), itlMs: fixed(1), tokens: fixed(8), capacity: 8, cachedShare: 0.3 };
/** The addresses of services in the pages: all of them are the simulator. */
const ADDRESSES = /http:\/\/127\.0\.0\.1:\d+/g;
/** Exit codes of commands that did what they say; 4 is that of a busy machine. */
const FINE: ReadonlySet<number> = new Set([0, 4]);
/** What a search says on a busy machine. */
const TOO_BUSY = /not the service's in these runs/;

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Runs a block in a shell that stops at the first command that fails. */
async function runBlock({ code }: CodeBlock, folder: string, url: string): Promise<void> {
  const program = [Deno.execPath(), ...PROGRAM_ARGUMENTS].map(quote).join(" ");
  const guard = "|| { code=$?; [ $code = 4 ] || exit $code; }";
  const commands = code.replaceAll(ADDRESSES, url);
  // What a block leaves running in the background ends with it.
  const ending = `trap 'kill $(jobs -p) 2>/dev/null || true' EXIT`;
  const script = `set -e\n${ending}\nstreamgauge() { ${program} "$@" ${guard}; }\n${commands}\n`;
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
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).slice(-3000);
  const isFine = FINE.has(exitCode) || TOO_BUSY.test(decode(stderr));
  ok(isFine, `exit code ${exitCode} of\n${commands}\n${decode(stdout)}\n${decode(stderr)}`);
}

/** Tests that every block of commands of a page runs as it stands, offline, against the embedded simulator. */
export async function testPage(page: string): Promise<void> {
  const blocks = readCodeBlocks(await Deno.readTextFile(new URL(page, ROOT))).filter(({ skipped }) => skipped === null);
  const ignore = Deno.build.os === "windows" || blocks.length === 0;
  Deno.test({ name: `the commands of ${page} run as they stand`, ignore }, async (test) => {
    await withSimulator(SERVICE, async (simulator) => {
      await withTemporaryFolder(async (folder) => {
        for (const block of blocks) {
          await test.step(`line ${block.line}`, () => runBlock(block, folder, simulator.url));
        }
      });
    });
  });
}
