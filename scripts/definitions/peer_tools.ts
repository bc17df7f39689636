import { join } from "node:path";

/** Requests of the load that all tools carry, one at a time. */
export const REQUESTS = 15;

const PROMPT = "hello there";
const TOKENS = 20;

/** Means in ms of what a tool reports; `null`: it has no such figure. */
export type ToolMeans = Readonly<Record<"ttft" | "tpot" | "itl" | "latency", number | null>>;

/** What a tool is run with. */
export interface ToolTask {
  /** The base address of the service. */
  readonly url: string;
  /** A folder of its own. */
  readonly folder: string;
  /** A folder with a Hugging Face tokenizer, for tools that do not start without one. */
  readonly tokenizer: string;
}

/** One of the tools: how it is called and where its figures are. */
export interface PeerTool {
  readonly command: string;
  /** It finds a tokenizer in a folder only where it may ask a hub. */
  readonly needsHub?: boolean;
  readonly args: (task: ToolTask) => readonly string[];
  readonly read: (folder: string) => Promise<ToolMeans>;
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(path));
}

/** Writes the prompts where tools read them from a file, by the names that they have for them. */
export async function writePrompts(folder: string): Promise<void> {
  const line = JSON.stringify({ text: PROMPT, prompt: PROMPT, output_length: TOKENS });
  await Deno.writeTextFile(join(folder, "prompts.jsonl"), `${line}\n`.repeat(REQUESTS));
}

const EVALSCOPE: PeerTool = {
  command: "evalscope",
  args: ({ url, folder }) => [
    ...["perf", "--url", `${url}/v1/chat/completions`, "--api", "openai", "--stream", "--model", "m"],
    ...["--prompt", PROMPT, "--parallel", "1", "--number", String(REQUESTS), "--max-tokens", String(TOKENS)],
    ...["--no-timestamp", "--name", "definitions", "--outputs-dir", folder],
  ],
  async read(folder) {
    const path = join(folder, "definitions", `parallel_1_number_${REQUESTS}`, "benchmark_summary.json");
    const means = await readJson<Record<string, number>>(path);
    return {
      ttft: means["Avg TTFT (ms)"] ?? null,
      tpot: means["Avg TPOT (ms)"] ?? null,
      itl: means["Avg ITL (ms)"] ?? null,
      latency: (means["Avg Latency (s)"] ?? NaN) * 1000,
    };
  },
};

const GUIDELLM: PeerTool = {
  command: "guidellm",
  args: ({ url, folder, tokenizer }) => [
    ...["run", "--backend", `kind=openai_http,target=${url},model=m`, "--profile", "kind=synchronous"],
    ...["--constraint", `kind=max_requests,count=${REQUESTS}`, "--disable-console"],
    ...["--data", `kind=json_file,path=${folder}/prompts.jsonl`, "--tokenizer", `kind=hf_auto,model=${tokenizer}`],
    ...["--output", `kind=json,path=${folder}/guidellm.json`],
  ],
  async read(folder) {
    type Metrics = Readonly<Record<string, { readonly successful: { readonly mean: number } }>>;
    const report = await readJson<{ benchmarks: readonly [{ metrics: Metrics }] }>(join(folder, "guidellm.json"));
    const { metrics } = report.benchmarks[0];
    const mean = (name: string) => metrics[name]?.successful.mean ?? null;
    return {
      ttft: mean("time_to_first_token_ms"),
      tpot: mean("time_per_output_token_ms"),
      itl: mean("inter_token_latency_ms"),
      latency: (mean("request_latency") ?? NaN) * 1000,
    };
  },
};

const AIPERF: PeerTool = {
  command: "aiperf",
  needsHub: true,
  args: ({ url, folder, tokenizer }) => [
    ...["profile", "-m", "m", "--url", url, "--endpoint-type", "chat", "--streaming", "--ui", "none"],
    ...["--concurrency", "1", "--request-count", String(REQUESTS), "--use-server-token-count"],
    ...["--tokenizer", tokenizer, "--input-file", `${folder}/prompts.jsonl`, "--custom-dataset-type", "single_turn"],
    ...["--output-artifact-dir", `${folder}/aiperf`],
  ],
  async read(folder) {
    type Export = Readonly<Record<string, { readonly avg: number } | undefined>>;
    const figures = await readJson<Export>(join(folder, "aiperf", "profile_export_aiperf.json"));
    const mean = (name: string) => figures[name]?.avg ?? null;
    return {
      ttft: mean("time_to_first_token"),
      tpot: null,
      itl: mean("inter_token_latency"),
      latency: mean("request_latency"),
    };
  },
};

const VLLM: PeerTool = {
  command: "vllm",
  args: ({ url, folder, tokenizer }) => [
    ...["bench", "serve", "--backend", "openai-chat", "--base-url", url, "--endpoint", "/v1/chat/completions"],
    ...["--model", "m", "--tokenizer", tokenizer, "--dataset-name", "custom"],
    ...["--dataset-path", `${folder}/prompts.jsonl`, "--custom-output-len", String(TOKENS), "--skip-chat-template"],
    ...["--num-prompts", String(REQUESTS), "--max-concurrency", "1"],
    ...["--percentile-metrics", "ttft,tpot,itl,e2el", "--save-result", "--result-dir", folder],
    ...["--result-filename", "vllm.json"],
  ],
  async read(folder) {
    const figures = await readJson<Record<string, number>>(join(folder, "vllm.json"));
    const mean = (name: string) => figures[`mean_${name}_ms`] ?? null;
    return { ttft: mean("ttft"), tpot: mean("tpot"), itl: mean("itl"), latency: mean("e2el") };
  },
};

/** The tools that rules are held against. */
export const PEER_TOOLS: Readonly<Record<string, PeerTool>> = {
  evalscope: EVALSCOPE,
  guidellm: GUIDELLM,
  aiperf: AIPERF,
  vllm: VLLM,
};

/** The same load for this program. */
export function ownArgs({ url, folder }: Pick<ToolTask, "url" | "folder">, tool: string): readonly string[] {
  return [
    ...["perf", "--url", `${url}/v1/chat/completions`, "--model", "m", "--prompt", PROMPT, "--parallel", "1"],
    ...["--number", String(REQUESTS), "--max-tokens", String(TOKENS), "--no-timestamp", "--name", "definitions"],
    ...["--definitions", `native,${tool}`, "--outputs-dir", folder],
  ];
}
