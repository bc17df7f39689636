import * as z from "zod";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { SentReply } from "../../metrics/calibration/calibration.ts";

/** How the known service answers. */
export interface KnownBehaviour {
  readonly tokens: string;
  readonly ttft: string;
  readonly itl: string;
}

/** A simulator in a process of its own that keeps books of what it sends. */
export interface KnownService extends AsyncDisposable {
  /** Without path. */
  readonly url: string;
  /** Ends it and returns its books. */
  stop(): Promise<ServiceBooks>;
}

/** What a known service says about itself. */
export interface ServiceBooks {
  readonly replies: readonly SentReply[];
  readonly lateP99Ms: number | null;
}

const REPLY: z.ZodType<SentReply> = z.object({
  id: z.string(),
  arrivedAtMs: z.number(),
  ttftMs: z.number(),
  gapsMs: z.array(z.number()),
  replyMs: z.number(),
});

const STATS = z.object({ latenessMs: z.object({ p99: z.number().nullable() }) });

const READY = /^Listening on (\S+)\n/;

/** Starts the service; `folder` gets its books. Throws a `DataError` where it does not come up. */
export async function startKnownService(behaviour: KnownBehaviour, folder: string): Promise<KnownService> {
  const truthPath = `${folder}/truth.jsonl`;
  const { tokens, ttft, itl } = behaviour;
  const flags = ["--port", "0", "--tokens", tokens, "--ttft", ttft, "--itl", itl];
  const [command = "", ...args] = ownCommand([
    "simulate",
    ...flags,
    "--truth",
    truthPath,
    "--stats",
    "json",
    "--exit-with-stdin",
  ]);
  const child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const output = readText(child.stdout);
  const errors = readText(child.stderr);
  const url = await output.find(READY);
  if (url === null) throw new DataError(`Cannot start the known service: ${(await errors.whole).trim()}`);
  let stopping: Promise<void> | null = null;
  const end = () =>
    stopping ??= (async () => {
      await child.stdin.close();
      await child.status;
      await errors.whole;
    })();
  return {
    url,
    async stop() {
      await end();
      return { replies: await readReplies(truthPath), lateP99Ms: readLateness(await output.whole) };
    },
    [Symbol.asyncDispose]: end,
  };
}

/** How this program is started again: the binary by itself, from source by its runtime. */
function ownCommand(argv: readonly string[]): readonly string[] {
  if (Deno.build.standalone) return [Deno.execPath(), ...argv];
  const permissions = ["--allow-net", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];
  return [Deno.execPath(), "run", "--no-prompt", "--quiet", ...permissions, Deno.mainModule, ...argv];
}

interface GrowingOutput {
  readonly whole: Promise<string>;
  /** What the first group of a pattern matches in the text so far, as soon as it does; `null`: never. */
  find(pattern: RegExp): Promise<string | null>;
}

function readText(stream: ReadableStream<Uint8Array<ArrayBuffer>>): GrowingOutput {
  let text = "";
  let onText = () => {};
  const whole = (async () => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
      onText();
    }
    return text;
  })();
  return {
    whole,
    find: (pattern) =>
      new Promise((resolve) => {
        onText = () => {
          const found = pattern.exec(text)?.[1];
          if (found !== undefined) resolve(found);
        };
        onText();
        void whole.then(() => resolve(null));
      }),
  };
}

async function readReplies(path: string): Promise<readonly SentReply[]> {
  const lines = (await Deno.readTextFile(path)).split("\n").filter((line) => line !== "");
  try {
    return lines.map((line) => REPLY.parse(JSON.parse(line)));
  } catch (cause) {
    throw new DataError(`Cannot read the books of the known service: ${reasonOf(cause)}`, { cause });
  }
}

/** The last line of the output are the stats. */
function readLateness(output: string): number | null {
  const line = output.trim().split("\n").at(-1) ?? "";
  return STATS.parse(JSON.parse(line)).latenessMs.p99;
}
