import type { NatsConnection } from "@nats-io/nats-core";
import type { Clock } from "../../core/clock.ts";
import type { DataError } from "../../core/errors.ts";
import { FolderClaim } from "./folder_claim.ts";
import { readFirstSequence, removeStream } from "./record_stream.ts";
import { takeRunUp } from "./take_run_up.ts";
import type { TakenUpPhase, TakingUpTask } from "./take_run_up.ts";

/** What a coordinator says of itself when it takes a folder up. */
export interface StartOptions {
  readonly clock: Clock;
  /** Where the results go: one coordinator has it at a time. */
  readonly folder: string;
  /** Who asks for the load, as others show it. */
  readonly user: string;
  readonly log: (line: string) => void;
  /** The step that is to run next; `null`: that is not known. */
  readonly step: string | null;
  /** Sets the clock ahead by so much: what a coordinator before this one measured goes on. */
  readonly setClockAhead: (byMs: number) => void;
}

/** Who this coordinator is, and what it goes on with. */
export interface FleetStart {
  readonly run: string;
  readonly claim: FolderClaim;
  readonly takenUp: TakenUpPhase | null;
}

interface StartParts {
  readonly connection: NatsConnection;
  readonly options: StartOptions;
  readonly onTaken: (cause: DataError) => void;
}

/** Takes the folder up: what another coordinator carried there goes on where it can, else a new run begins. */
export async function startRun(newRun: string, { connection, options, onTaken }: StartParts): Promise<FleetStart> {
  const { clock, folder, user, log, step, setClockAhead } = options;
  const { claim, before } = await FolderClaim.take({ connection, clock, folder, user, onTaken }, newRun);
  if (before === null) return { run: newRun, claim, takenUp: null };
  const { run, phase } = before;
  const isNext = phase !== null && phase.step === step;
  const found = isNext ? await goOn({ connection, clock, run, epoch: claim.epoch, phase }) : null;
  if (found !== null && typeof found !== "string") {
    setClockAhead(found.clockAheadMs);
    log(`Takes the run in ${folder} up from ${before.user} (run ${run}), in the middle of step ${found.step}`);
    return { run, claim, takenUp: found };
  }
  const why = found === null ? "" : `; step ${phase?.step} is done again, as ${found}`;
  log(`Takes the run in ${folder} up from ${before.user} (run ${run}), as run ${newRun}${why}`);
  await removeStream(connection, run);
  await claim.write({ run: newRun, phase: null });
  return { run: newRun, claim, takenUp: null };
}

async function goOn(task: TakingUpTask): Promise<TakenUpPhase | string> {
  const firstSequence = await readFirstSequence(task.connection, task.run);
  if (firstSequence !== task.phase.firstSequence) return "the bus has not kept all of its records";
  return await takeRunUp(task);
}
