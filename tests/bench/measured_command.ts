/** What a command took, with everything it started. */
export interface Cost {
  readonly code: number;
  /** User and system seconds of the whole process tree. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** The largest resident set that was seen; `null` where the system does not tell. */
  readonly peakRssBytes: number | null;
  /** Resident set about each half second, in bytes. */
  readonly rssBytes: readonly number[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command through the shell's own accounting (`times`), which covers all it started. */
export async function measureCommand(command: readonly string[], cwd: string): Promise<Cost> {
  const script = '"$@" & echo "pid $!" >&2; wait $!; code=$?; times >&2; exit $code';
  const startedAtMs = performance.now();
  const child = new Deno.Command("sh", {
    args: ["-c", script, "sh", ...command],
    cwd,
    stdout: "piped",
    stderr: "piped",
  })
    .spawn();
  const stdout = new Response(child.stdout).text();
  const watch = watchMemory(child.stderr);
  const { code } = await child.status;
  const wallSeconds = (performance.now() - startedAtMs) / 1000;
  const { stderr, rssBytes } = await watch;
  const peakRssBytes = rssBytes.length === 0 ? null : Math.max(...rssBytes);
  return { code, cpuSeconds: readTimes(stderr), wallSeconds, peakRssBytes, rssBytes, stdout: await stdout, stderr };
}

async function watchMemory(stream: ReadableStream<Uint8Array>): Promise<{ stderr: string; rssBytes: number[] }> {
  const rssBytes: number[] = [];
  const decoder = new TextDecoder();
  let stderr = "";
  let timer: ReturnType<typeof setInterval> | undefined;
  for await (const bytes of stream) {
    stderr += decoder.decode(bytes, { stream: true });
    const pid = timer === undefined ? /^pid (\d+)$/m.exec(stderr)?.[1] : undefined;
    if (pid !== undefined) timer = setInterval(() => sampleRss(pid, rssBytes), 500);
  }
  clearInterval(timer);
  return { stderr, rssBytes };
}

function sampleRss(pid: string, samples: number[]): void {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
    if (kibibytes !== undefined) samples.push(Number(kibibytes) * 1024);
  } catch {
    // The process has ended, or this system has no /proc: there is nothing to sample.
  }
}

/** The second line of `times` holds the children's user and system time: `0m1.230s 0m0.450s`. */
function readTimes(stderr: string): number {
  const line = stderr.trim().split("\n").at(-1) ?? "";
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}
