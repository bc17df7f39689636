import * as z from "zod";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { Calibration, FigureError } from "../../metrics/calibration/calibration.ts";
import type { DatedCalibration } from "../../metrics/calibration/like_load.ts";
import { writeTextAtomically } from "../../report/files/atomic_file.ts";
import { readRunEnvironment } from "../../report/files/run_environment.ts";

/** Older ones give way: each is of one load on one machine. */
const MAX_KEPT = 100;

const FIGURE: z.ZodType<FigureError> = z.object({
  count: z.number(),
  trueMeanMs: z.number(),
  trueP99Ms: z.number(),
  reportedMeanMs: z.number(),
  reportedP99Ms: z.number(),
  errorMeanMs: z.number(),
  errorP99Ms: z.number(),
  errorMaxMs: z.number(),
});

const CALIBRATION: z.ZodType<Calibration> = z.object({
  load: z.object({
    parallel: z.number().nullable(),
    rate: z.number().nullable(),
    shards: z.number(),
    transport: z.string(),
    tokensPerSecond: z.number(),
  }),
  requests: z.number(),
  ttft: FIGURE,
  itl: FIGURE,
  trueRate: z.number(),
  reportedRate: z.number(),
  serviceLateP99Ms: z.number().nullable(),
});

const KEPT = z.array(z.object({ machine: z.string(), calibratedAt: z.string(), calibration: CALIBRATION }));

type Kept = z.infer<typeof KEPT>[number];

/** The file of a cache folder that keeps calibrations. */
function pathIn(cacheDir: string): string {
  return `${cacheDir}/calibrations.json`;
}

/** What a calibration holds for: this machine, and this build of the program. */
function describeMachine(): string {
  const { os, arch, cores, denoVersion, streamgaugeVersion } = readRunEnvironment();
  return `${Deno.hostname()}, ${os} ${arch}, ${cores} cores, streamgauge ${streamgaugeVersion}, Deno ${denoVersion}`;
}

/** Reads the calibrations of this machine and build; none where nothing is kept, or what is kept cannot be read. */
export async function loadCalibrations(cacheDir: string): Promise<readonly DatedCalibration[]> {
  const kept = await readKept(cacheDir);
  if (kept.length === 0) return [];
  const machine = describeMachine();
  return kept.filter((entry) => entry.machine === machine);
}

/** Keeps calibrations; one of the same load before it gives way. */
export async function keepCalibrations(cacheDir: string, added: readonly DatedCalibration[]): Promise<void> {
  const machine = describeMachine();
  const loads = new Set(added.map(({ calibration }) => loadKeyOf(calibration)));
  const others = (await readKept(cacheDir)).filter((kept) =>
    kept.machine !== machine || !loads.has(loadKeyOf(kept.calibration))
  );
  const all = [...others, ...added.map((dated) => ({ machine, ...dated }))].slice(-MAX_KEPT);
  try {
    await Deno.mkdir(cacheDir, { recursive: true });
    await writeTextAtomically(pathIn(cacheDir), `${JSON.stringify(all, null, 1)}\n`);
  } catch (cause) {
    throw new DataError(`Cannot keep the calibration in "${pathIn(cacheDir)}": ${reasonOf(cause)}`, {
      cause,
      hint: "--cache-dir takes another folder",
    });
  }
}

/** Without `tokensPerSecond`, which differs a little each time. */
function loadKeyOf({ load: { parallel, rate, shards, transport } }: Calibration): string {
  return JSON.stringify([parallel, rate, shards, transport]);
}

async function readKept(cacheDir: string): Promise<readonly Kept[]> {
  let text: string;
  try {
    text = await Deno.readTextFile(pathIn(cacheDir));
  } catch {
    return [];
  }
  return KEPT.safeParse(parseOrNothing(text)).data ?? [];
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
