import { DataError } from "../../core/errors.ts";

/** A program with all its helpers, which ends when this process ends, however that happens. */
export interface GuardedProcess extends AsyncDisposable {
  /** Settles when the program has ended, with its exit code. */
  readonly ended: Promise<number>;
}

/** What to start. */
export interface GuardedCommand {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The file that gets what the program writes. */
  readonly logPath: string;
  /** How long it may take to end before it is killed. */
  readonly graceSeconds: number;
}

/**
 * Starts the program in a group of its own and watches over it: the end of the guard's input, which is this process's to
 * close and which the system closes when this process dies, ends the whole group. Group and all, because the program
 * has helpers that hold a graphics processor's memory; of its own, because Ctrl-C is meant for this process, whose
 * running requests still want answers.
 */
const GUARD = `
log=$1 grace=$2; shift 2
exec 3<&0 </dev/null >>"$log" 2>&1
trap : TERM
"$@" 3<&- &
program=$!
(
  trap '' TERM
  cat <&3 >/dev/null
  kill -TERM 0
  while kill -0 "$program" 2>/dev/null && [ "$grace" -gt 0 ]; do sleep 0.1; grace=$((grace - 1)); done
  kill -KILL 0
) &
while :; do
  wait "$program"; code=$?
  kill -0 "$program" 2>/dev/null || exit "$code"
done
`;

/** Steps in which the guard waits for the program to end. */
const STEPS_PER_SECOND = 10;

/** Starts a program that must not outlive this process. */
export function startGuarded({ command, env, logPath, graceSeconds }: GuardedCommand): GuardedProcess {
  const child = spawnGuard({
    args: ["-c", GUARD, "guard", logPath, String(graceSeconds * STEPS_PER_SECOND), ...command],
    env: { ...env },
    stdin: "piped",
    stdout: "null",
    stderr: "null",
    detached: true,
  });
  const ended = child.status.then(({ code }) => code);
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    await child.stdin.close();
    await ended;
  };
  return { ended, [Symbol.asyncDispose]: () => stopping ??= stop() };
}

function spawnGuard(options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command("sh", options).spawn();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new DataError("Cannot start a program: there is no shell (sh)", {
      cause,
      hint: "Start the service yourself and name it with --url",
    });
  }
}
