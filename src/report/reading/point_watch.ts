import { join } from "node:path";
import { DataError } from "../../core/errors.ts";
import * as z from "zod";
import { same, type Words } from "../../core/words.ts";
import { HOST_NAME, SERVICE_NAME } from "../files/run_folder.ts";
import type {
  GpuRow,
  HostMomentRow,
  HostReport,
  ServiceCheckRow,
  ServiceMomentRow,
  ServiceReport,
} from "../model/point_watch.ts";
import type { ReportPoint } from "../model/report_model.ts";
import { readJsonFile } from "./json_file.ts";
import { list, NUMBER, NUMBER_OR_NULL, NUMBERS, shape, TEXT } from "./shape.ts";

/** Files of older versions have the English text alone. */
const WORDS: z.ZodType<Words> = z.union([z.string().transform(same), shape<Words>({ en: TEXT, zh: TEXT })]);

const SERVICE = shape<ServiceReport>({
  service: TEXT,
  cacheHitShare: NUMBER_OR_NULL,
  counters: NUMBERS,
  peaks: NUMBERS,
  moments: list(shape<ServiceMomentRow>({
    atSeconds: NUMBER,
    running: NUMBER_OR_NULL,
    waiting: NUMBER_OR_NULL,
    kvUsageShare: NUMBER_OR_NULL,
    cacheHitShare: NUMBER_OR_NULL,
    preemptions: NUMBER_OR_NULL,
  })),
  checks: list(shape<ServiceCheckRow>({
    what: WORDS,
    unit: TEXT,
    ours: NUMBER,
    theirs: NUMBER,
    warning: WORDS.nullable(),
  })),
});

const HOST = shape<HostReport>({
  moments: list(shape<HostMomentRow>({
    atSeconds: NUMBER,
    cpuShare: NUMBER,
    memoryUsedBytes: NUMBER,
    memoryTotalBytes: NUMBER,
    gpus: list(shape<GpuRow>({
      index: NUMBER,
      busyShare: NUMBER_OR_NULL,
      memoryUsedBytes: NUMBER_OR_NULL,
      memoryTotalBytes: NUMBER_OR_NULL,
      powerWatts: NUMBER_OR_NULL,
    })),
  })),
});

/** Adds what was watched beside a point; says where it cannot be read. */
export async function addWatches(point: ReportPoint, folder: string, missing: Words[]): Promise<ReportPoint> {
  const read = async <Value>(name: string, schema: z.ZodType<Value>): Promise<Value | null> => {
    try {
      return await readFile(join(folder, name), schema);
    } catch (cause) {
      if (!(cause instanceof DataError)) throw cause;
      missing.push(same(cause.message));
      return null;
    }
  };
  return { ...point, service: await read(SERVICE_NAME, SERVICE), host: await read(HOST_NAME, HOST) };
}

async function readFile<Value>(path: string, schema: z.ZodType<Value>): Promise<Value | null> {
  const json = await readJsonFile(path);
  if (json === null) return null;
  const { data } = schema.safeParse(json);
  if (data === undefined) throw new DataError(`"${path}" does not hold what was watched beside a point`);
  return data;
}
