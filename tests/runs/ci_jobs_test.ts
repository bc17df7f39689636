import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { parse } from "yaml";
import { type CommandResult, runHere } from "../support/command_line.ts";
import { RESOURCE_CHECK } from "../support/runtime.ts";
import { ScriptedService } from "../support/scripted_service.ts";
import { withTemporaryFolder } from "../support/temporary_folder.ts";
import { VirtualHost } from "../support/virtual_host.ts";

const PAGE = new URL("../../docs/ci.md", import.meta.url);
const PROGRAM = "streamgauge";

interface GithubJobs {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

interface GitlabJob {
  readonly script: readonly string[];
}

/** The lines of shell of each job that the page shows, in order. */
async function readJobs(): Promise<Readonly<Record<"github" | "gitlab", readonly string[]>>> {
  const blocks = [...(await Deno.readTextFile(PAGE)).matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]) => text);
  const documents: readonly unknown[] = blocks.map((text) => parse(text));
  const github = documents.find((document) => isRecord(document) && "jobs" in document) as GithubJobs;
  const gitlab = documents.find((document) => isRecord(document) && "performance" in document) as {
    readonly performance: GitlabJob;
  };
  return {
    github: Object.values(github.jobs).flatMap(({ steps }) => steps.flatMap(({ run = "" }) => toCommands(run))),
    gitlab: gitlab.performance.script.flatMap(toCommands),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The commands of a script that are ours; lines that go on are joined as a shell does. */
function toCommands(script: string): readonly string[] {
  return script.replaceAll("\\\n", " ").split("\n").filter((line) => line.startsWith(`${PROGRAM} `));
}

/** The words of a command: single quotes are all that the page needs. */
function toWords(command: string): readonly string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].slice(1).map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** The folders of a job are those of its working directory. */
function placed(words: readonly string[], folder: string): readonly string[] {
  const [verb = "", ...others] = words;
  return [verb, ...others.map((word) => word.replace(/(^|=)(perf(?:-baseline)?(?:\/|$))/, `$1${folder}/$2`))];
}

interface Job {
  readonly folder: string;
  readonly commands: readonly string[];
}

/** Runs a job against a service that takes so long, up to the first command that fails, as a runner does. */
async function runJob({ folder, commands }: Job, serviceMs: number): Promise<CommandResult> {
  let last: CommandResult | null = null;
  for (const command of commands) {
    const service = new ScriptedService({ serviceMs: () => serviceMs, events: 4, gapMs: () => 5 });
    const host = new VirtualHost(service);
    const env = { GITHUB_STEP_SUMMARY: `${folder}/summary.md`, STREAMGAUGE_SLEEP_INTERVAL: "0" };
    last = await host.clock.run(runHere(placed(toWords(command), folder), { env, createHost: () => host }));
    if (last.exitCode !== 0) return last;
  }
  ok(last, "the job has no command");
  return last;
}

const JOBS = await readJobs();

for (const [name, commands] of Object.entries(JOBS)) {
  const test = `the ${name} job of docs/ci.md passes on equal runs, and fails with the reason on a slower service`;
  Deno.test({ name: test, ...RESOURCE_CHECK }, async () => {
    deepStrictEqual(commands.map((command) => toWords(command)[0]), ["perf", "compare"]);
    await withTemporaryFolder(async (folder) => {
      const [load = ""] = commands;
      const first = await runJob({ folder, commands: [load] }, 200);
      strictEqual(first.exitCode, 0, first.stderr);
      await Deno.rename(`${folder}/perf/new`, `${folder}/perf-baseline`);
      const equal = await runJob({ folder, commands }, 200);
      strictEqual(equal.exitCode, 0, equal.stderr);
      match(await Deno.readTextFile(`${folder}/perf/junit.xml`), / failures="0"/);
      await Deno.remove(`${folder}/perf/new`, { recursive: true });
      const slower = await runJob({ folder, commands }, 300);
      strictEqual(slower.exitCode, 1, slower.stderr);
      match(slower.stderr, /^p99_ttft>\+10% is broken: parallel_8_number_600: p99 TTFT went from/);
      match(await Deno.readTextFile(`${folder}/perf/junit.xml`), /<failure message="parallel_8_number_600: p99 TTFT/);
      await checkForms(name, folder, slower.stdout);
    });
  });
}

/** What the runner of each kind shows of a broken rule. */
async function checkForms(name: string, folder: string, stdout: string): Promise<void> {
  if (name === "github") {
    match(stdout, /^::error title=p99_ttft>\+10%25::parallel_8_number_600: p99 TTFT went from/m);
    match(await Deno.readTextFile(`${folder}/summary.md`), /^\| p99\\_ttft\\>\+10% \| BROKEN \| parallel/m);
  } else {
    match(await Deno.readTextFile(`${folder}/perf/comparison.md`), /^\| p99\\_ttft\\>\+10% \| BROKEN \| parallel/m);
  }
}
