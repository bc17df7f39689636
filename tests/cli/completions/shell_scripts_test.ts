import { deepStrictEqual, match, ok } from "node:assert";
import { COMMANDS } from "../../../src/cli/command_tree.ts";
import { renderBashScript } from "../../../src/cli/completions/bash_script.ts";
import { type CommandCompletion, loadCompletions } from "../../../src/cli/completions/completion_model.ts";
import { renderFishScript } from "../../../src/cli/completions/fish_script.ts";
import { renderZshScript } from "../../../src/cli/completions/zsh_script.ts";

function loadModel(): Promise<readonly CommandCompletion[]> {
  return loadCompletions(COMMANDS);
}

async function runShell(shell: string, args: readonly string[], cwd?: string): Promise<string> {
  const command = new Deno.Command(shell, { args: [...args], ...(cwd === undefined ? {} : { cwd }) });
  const { code, stdout, stderr } = await command.output();
  const errors = new TextDecoder().decode(stderr);
  ok(code === 0 && errors === "", errors);
  return new TextDecoder().decode(stdout);
}

async function isMissing(shell: string): Promise<boolean> {
  try {
    await runShell(shell, ["-c", "exit 0"]);
    return false;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}

const NO_BASH = await isMissing("bash");
const NO_ZSH = await isMissing("zsh");
const NO_FISH = await isMissing("fish");

/** Asks bash what it would offer behind some words. */
async function completeInBash(words: readonly string[], cwd?: string): Promise<readonly string[]> {
  const quoted = words.map((word) => `'${word}'`).join(" ");
  const asking = `COMP_WORDS=(${quoted}); COMP_CWORD=${
    words.length - 1
  }; _streamgauge; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const script = `compopt() { :; }\n${renderBashScript(await loadModel())}\n${asking}`;
  const text = await runShell("bash", ["-c", script], cwd);
  return text.split("\n").filter((line) => line !== "");
}

const BASH_CASES: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
  [["streamgauge", "pe"], ["perf"]],
  [["streamgauge", "perf", "--no-st"], ["--no-store-content", "--no-stream"]],
  [["streamgauge", "perf", "--dataset", "li"], ["line_by_line"]],
  [["streamgauge", "perf", "--api", "=", "das"], ["dashscope"]],
  [["streamgauge", "perf", "--dataset", "random", "--data-source", "h"], ["huggingface"]],
  [["streamgauge", "list", "m"], ["metrics"]],
  [["streamgauge", "completions", ""], ["bash", "zsh", "fish"]],
  [["streamgauge", "perf", "--open-l"], ["--open-loop"]],
  [["streamgauge", "perf", "--arrival", "g"], ["gamma"]],
  [["streamgauge", "config", "v"], ["validate"]],
  [["streamgauge", "config", "show", "--open-l"], ["--open-loop"]],
  [["streamgauge", "perf", "--number", "1", ""], []],
];

for (const [words, offered] of BASH_CASES) {
  Deno.test(
    { name: `bash offers ${offered.join(" ") || "nothing"} behind ${words.join(" ")}`, ignore: NO_BASH },
    async () => {
      const replies = await completeInBash(words);
      deepStrictEqual([...replies].sort(), [...offered].sort());
    },
  );
}

Deno.test({ name: "bash offers files for options that take one", ignore: NO_BASH }, async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/prompts.txt`, "");
    const replies = await completeInBash(["streamgauge", "perf", "--dataset-path", "pro"], folder);
    deepStrictEqual(replies, ["prompts.txt"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({ name: "the zsh script is one that zsh can read", ignore: NO_ZSH }, async () => {
  const script = renderZshScript(await loadModel());
  match(script, /'\*--outputs-dir\[Where the folder of the run is made\]:folder:_files -\/'/);
  await runShell("zsh", ["-n", "-c", script]);
});

Deno.test({ name: "the fish script is one that fish can read", ignore: NO_FISH }, async () => {
  const script = renderFishScript(await loadModel());
  match(script, /-l dataset -x -a 'openqa line_by_line random [^']+' -d '/);
  await runShell("fish", ["--no-execute", "-c", script]);
});
