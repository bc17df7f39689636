import { deepStrictEqual } from "node:assert";
import { resolvePerfPlan } from "../../src/config/resolve_run_plan.ts";
import type { RunPlan } from "../../src/config/run_plan.ts";

const CHAT = "--url http://127.0.0.1:8000/v1/chat/completions";
const SERVED = `--model qwen-plus ${CHAT} --api openai`;

interface KnownCommand {
  readonly argv: string;
  /** Name, slots, number, rate and warm-up of each point. */
  readonly points: readonly (readonly [string, number | null, number | null, number | null, number])[];
  readonly notes?: readonly string[];
}

/** Commands that users of `evalscope perf` know from its documentation, and the points that they make. */
const COMMANDS: Readonly<Record<string, KnownCommand>> = {
  "a prompt": {
    argv: `${CHAT} --parallel 2 --model qwen2.5 --log-every-n-query 10 --number 20 --api openai --temperature 0.9 ` +
      "--max-tokens 1024 --prompt 写一个科幻小说,请开始你的表演",
    points: [["parallel_2_number_20", 2, 20, null, 0]],
  },
  "a complex request": {
    argv: `${CHAT} --parallel 2 --model qwen2.5 --log-every-n-query 10 --read-timeout 120 --connect-timeout 120 ` +
      "--number 20 --max-prompt-length 128000 --min-prompt-length 128 --api openai --temperature 0.7 " +
      "--max-tokens 1024 --stop <|im_end|> --dataset openqa --stream",
    points: [["parallel_2_number_20", 2, 20, null, 0]],
  },
  "a query template": {
    argv: `${CHAT} --parallel 2 --model qwen2.5 --log-every-n-query 10 --read-timeout 120 --connect-timeout 120 ` +
      "--number 20 --max-prompt-length 128000 --min-prompt-length 128 --api openai --query-template " +
      '{"model":"%m","messages":[{"role":"user","content":"%p"}],"stream":true,"skip_special_tokens":false,' +
      '"stop":["<|im_end|>"],"temperature":0.7,"max_tokens":1024} --dataset openqa',
    points: [["parallel_2_number_20", 2, 20, null, 0]],
  },
  "random prompts": {
    argv: "--parallel 20 --model Qwen2.5-0.5B-Instruct --url http://127.0.0.1:8801/v1/chat/completions --api openai " +
      "--dataset random --min-tokens 128 --max-tokens 128 --prefix-length 64 --min-prompt-length 1024 " +
      "--max-prompt-length 2048 --number 100 --tokenizer-path Qwen/Qwen2.5-0.5B-Instruct --debug",
    points: [["parallel_20_number_100", 20, 100, null, 0]],
  },
  "a gradient with extra arguments": {
    argv: "--parallel 1 10 50 --number 10 20 100 --model Qwen2.5-0.5B-Instruct " +
      "--url http://127.0.0.1:8801/v1/chat/completions --api openai --dataset random --max-tokens 1024 " +
      "--min-tokens 1024 --prefix-length 0 --min-prompt-length 1024 --max-prompt-length 1024 " +
      '--tokenizer-path Qwen/Qwen2.5-0.5B-Instruct --extra-args {"ignore_eos":true}',
    points: [
      ["parallel_1_number_10", 1, 10, null, 0],
      ["parallel_10_number_20", 10, 20, null, 0],
      ["parallel_50_number_100", 50, 100, null, 0],
    ],
  },
  "an open-loop sweep": {
    argv: `${CHAT} --model qwen2.5 --api openai --dataset openqa --open-loop --rate 5 10 20 --number 500 1000 2000 ` +
      "--max-tokens 1024 --stream",
    points: [
      ["rate_5.0_number_500", null, 500, 5, 0],
      ["rate_10.0_number_1000", null, 1000, 10, 0],
      ["rate_20.0_number_2000", null, 2000, 20, 0],
    ],
  },
  "warm-up as a count": {
    argv: `${CHAT} --parallel 10 --model qwen2.5 --number 100 --warmup-num 10 --api openai --dataset openqa --stream`,
    points: [["parallel_10_number_100", 10, 100, null, 10]],
  },
  "warm-up as a share": {
    argv: `${CHAT} --parallel 10 --model qwen2.5 --number 100 --warmup-num 0.1 --api openai --dataset openqa --stream`,
    points: [["parallel_10_number_100", 10, 100, null, 10]],
  },
  "a throughput test": {
    argv: `${SERVED} --dataset openqa --parallel 1 --number 100 --max-tokens 512 --stream`,
    points: [["parallel_1_number_100", 1, 100, null, 0]],
  },
  "a concurrency gradient": {
    argv: `${SERVED} --dataset openqa --parallel 1 2 4 8 16 32 --number 50 100 200 400 800 1600 --stream`,
    points: [[1, 50], [2, 100], [4, 200], [8, 400], [16, 800], [32, 1600]].map((
      [parallel = 0, number = 0],
    ) => [`parallel_${parallel}_number_${number}`, parallel, number, null, 0] as const),
  },
  "exact lengths": {
    argv: `${SERVED} --dataset random --min-prompt-length 2000 --max-prompt-length 2000 --max-tokens 512 ` +
      "--min-tokens 512 --parallel 5 --number 100",
    points: [["parallel_5_number_100", 5, 100, null, 0]],
  },
  "no stream": {
    argv: `${SERVED} --dataset openqa --parallel 1 --number 50 --no-stream --max-tokens 256`,
    points: [["parallel_1_number_50", 1, 50, null, 0]],
  },
  "a search for slots": {
    argv: `${SERVED} --dataset openqa --max-tokens 512 --sla-auto-tune --sla-variable parallel --sla-params ` +
      '[{"name":"latency","operator":"<=","value":5.0}] --sla-num-runs 3',
    points: [["sla_parallel", 1, 2, null, 0]],
  },
  "a search for a rate": {
    argv: `${SERVED} --dataset openqa --sla-auto-tune --sla-variable rate --sla-params ` +
      '[{"name":"ttft","operator":"<=","value":0.5},{"name":"latency","operator":"<=","value":3.0}]',
    points: [["sla_rate", null, 2, 1, 0]],
  },
  "a visualizer": {
    argv: "--model m --visualizer wandb --wandb-api-key xxx --name test",
    points: [["parallel_1_number_1000", 1, 1000, null, 0]],
  },
};

for (const [name, { argv, points, notes = [] }] of Object.entries(COMMANDS)) {
  Deno.test(`resolvePerfPlan() makes the points of the known command for ${name}`, () => {
    const plan = resolvePerfPlan(argv.split(" "), { HOME: "/h" });
    deepStrictEqual(plan.notes, notes);
    deepStrictEqual(toPoints(plan), points);
  });
}

function toPoints({ steps }: RunPlan): unknown {
  return steps.map(({ name, parallel, number, rate, warmupCount }) => [name, parallel, number, rate, warmupCount]);
}
