import { type MetricsPage, parseMetricsPage } from "./service/metrics_text.ts";

/** One moment of a GPU; `null`: not said. */
export interface GpuMoment {
  readonly index: number;
  readonly busyShare: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly powerWatts: number | null;
}

/** Reads the GPUs of this machine; `null`: this way there are none. */
type GpuReader = () => Promise<readonly GpuMoment[] | null>;

const QUERY = "index,utilization.gpu,memory.used,memory.total,power.draw";
const MEBIBYTE = 2 ** 20;
const REQUEST_LIMIT_MS = 2_000;

/** Finds the first way by which this machine tells of its GPUs and reads them by it: `nvidia-smi`, an exporter of DCGM. */
export class GpuWatch {
  #readers: readonly GpuReader[];

  constructor(dcgmUrl: string, command = "nvidia-smi") {
    this.#readers = [() => readNvidiaSmi(command), () => readDcgmExporter(dcgmUrl)];
  }

  /** Gives this moment's GPUs; a way that once had none is not tried again. */
  async read(): Promise<readonly GpuMoment[]> {
    for (const reader of this.#readers) {
      const gpus = await reader();
      if (gpus === null) continue;
      this.#readers = [reader];
      return gpus;
    }
    this.#readers = [];
    return [];
  }
}

async function readNvidiaSmi(command: string): Promise<readonly GpuMoment[] | null> {
  const args = [`--query-gpu=${QUERY}`, "--format=csv,noheader,nounits"];
  try {
    const { success, stdout } = await new Deno.Command(command, { args, stderr: "null" }).output();
    return success ? parseNvidiaSmi(new TextDecoder().decode(stdout)) : null;
  } catch {
    return null; // Not there, or not to be started: this machine does not tell of GPUs by it.
  }
}

async function readDcgmExporter(url: string): Promise<readonly GpuMoment[] | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
    const text = await response.text();
    const gpus = response.ok ? parseDcgm(parseMetricsPage(text)) : [];
    return gpus.length === 0 ? null : gpus;
  } catch {
    return null; // Nothing listens there: no exporter runs beside the model.
  }
}

/** Reads what `nvidia-smi` prints, a GPU a line. */
export function parseNvidiaSmi(text: string): GpuMoment[] {
  return text.trim().split("\n").filter((line) => line !== "").map((line) => {
    const [index = null, busyPercent = null, used = null, total = null, powerWatts = null] = line.split(",").map(
      toNumber,
    );
    return {
      index: index ?? 0,
      busyShare: scale(busyPercent, 0.01),
      memoryUsedBytes: scale(used, MEBIBYTE),
      memoryTotalBytes: scale(total, MEBIBYTE),
      powerWatts,
    };
  });
}

/** Reads the page of an exporter of DCGM by the names of its standard set. */
export function parseDcgm(page: MetricsPage): GpuMoment[] {
  const indices = [...page].filter(([name]) => name.startsWith("DCGM_FI_DEV_")).flatMap(([, samples]) =>
    samples.flatMap(({ labels: { gpu = "" } }) => gpu === "" ? [] : [gpu])
  );
  return [...new Set(indices)].map((gpu) => {
    const read = (name: string) =>
      page.get(`DCGM_FI_DEV_${name}`)?.find(({ labels }) => labels.gpu === gpu)?.value ?? null;
    const [used, free] = [read("FB_USED"), read("FB_FREE")];
    // What the driver keeps for itself counts to the whole; older exporters do not tell.
    const total = used === null || free === null ? null : used + free + (read("FB_RESERVED") ?? 0);
    return {
      index: Number(gpu),
      busyShare: scale(read("GPU_UTIL"), 0.01),
      memoryUsedBytes: scale(used, MEBIBYTE),
      memoryTotalBytes: scale(total, MEBIBYTE),
      powerWatts: read("POWER_USAGE"),
    };
  }).toSorted((a, b) => a.index - b.index);
}

function scale(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}

/** `[N/A]` where a GPU does not say. */
function toNumber(text: string): number | null {
  const value = Number(text.trim());
  return text.trim() === "" || Number.isNaN(value) ? null : value;
}
