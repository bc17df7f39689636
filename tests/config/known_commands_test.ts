import { deepStrictEqual, ok } from "node:assert";
import { resolvePerfPlan } from "../../src/config/resolve_run_plan.ts";
import { UsageError } from "../../src/core/errors.ts";

/** Commands that users of `evalscope perf` know from its documentation. */
const COMMANDS: Readonly<Record<string, string>> = {
  "a prompt": "--url http://127.0.0.1:8000/v1/chat/completions --parallel 2 --model qwen2.5 --log-every-n-query 10 " +
    "--number 20 --api openai --temperature 0.9 --max-tokens 1024 --prompt 写一个科幻小说,请开始你的表演",
  "a complex request": "--url http://127.0.0.1:8000/v1/chat/completions --parallel 2 --model qwen2.5 " +
    "--log-every-n-query 10 --read-timeout 120 --connect-timeout 120 --number 20 --max-prompt-length 128000 " +
    "--min-prompt-length 128 --api openai --temperature 0.7 --max-tokens 1024 --stop <|im_end|> --dataset openqa --stream",
  "a query template": "--url http://127.0.0.1:8000/v1/chat/completions --parallel 2 --model qwen2.5 " +
    "--log-every-n-query 10 --read-timeout 120 --connect-timeout 120 --number 20 --max-prompt-length 128000 " +
    '--min-prompt-length 128 --api openai --query-template {"model":"%m","messages":[{"role":"user","content":"%p"}],' +
    '"stream":true,"skip_special_tokens":false,"stop":["<|im_end|>"],"temperature":0.7,"max_tokens":1024} ' +
    "--dataset openqa",
  "random prompts": "--parallel 20 --model Qwen2.5-0.5B-Instruct --url http://127.0.0.1:8801/v1/chat/completions " +
    "--api openai --dataset random --min-tokens 128 --max-tokens 128 --prefix-length 64 --min-prompt-length 1024 " +
    "--max-prompt-length 2048 --number 100 --tokenizer-path Qwen/Qwen2.5-0.5B-Instruct --debug",
  "a gradient with extra arguments": "--parallel 1 10 50 100 200 --number 10 20 100 200 400 " +
    "--model Qwen2.5-0.5B-Instruct --url http://127.0.0.1:8801/v1/chat/completions --api openai --dataset random " +
    "--max-tokens 1024 --min-tokens 1024 --prefix-length 0 --min-prompt-length 1024 --max-prompt-length 1024 " +
    '--tokenizer-path Qwen/Qwen2.5-0.5B-Instruct --extra-args {"ignore_eos":true}',
  "a throughput test": "--model qwen-plus --url http://localhost:8000/v1/chat/completions --api openai " +
    "--dataset openqa --parallel 1 --number 100 --max-tokens 512 --stream",
  "a concurrency gradient": "--model qwen-plus --url http://localhost:8000/v1/chat/completions --api openai " +
    "--dataset openqa --parallel 1 2 4 8 16 32 --number 50 100 200 400 800 1600 --stream",
  "exact lengths": "--model qwen-plus --url http://localhost:8000/v1/chat/completions --api openai --dataset random " +
    "--min-prompt-length 2000 --max-prompt-length 2000 --max-tokens 512 --min-tokens 512 --parallel 5 --number 100",
  "no stream": "--model qwen-plus --url http://localhost:8000/v1/chat/completions --api openai --dataset openqa " +
    "--parallel 1 --number 50 --no-stream --max-tokens 256",
};

for (const [name, command] of Object.entries(COMMANDS)) {
  Deno.test(`resolvePerfPlan() takes the known command for ${name}`, () => {
    const plan = resolvePerfPlan(command.split(" "), { HOME: "/h" });
    deepStrictEqual(plan.notes, []);
    ok(plan.steps.length > 0);
  });
}

/** Known commands that need what is not here yet, each with the first option that says so. */
const LATER: Readonly<Record<string, readonly [command: string, refused: string]>> = {
  "a local model": ["--model m --number 20 --parallel 2 --api local --dataset openqa", "--api"],
  "images": ["--model m --dataset random_vl --image-width 512 --image-height 512", "--image-width"],
  "an open loop": ["--model m --dataset openqa --open-loop --rate 5 10 20 --number 500 1000 2000", "--rate"],
  "warm-up": ["--model m --parallel 10 --number 100 --warmup-num 0.1", "--warmup-num"],
  "an SLA search": ["--model m --sla-auto-tune --sla-params [] --sla-num-runs 3", "--sla-auto-tune"],
  "a visualizer": ["--model m --visualizer wandb --wandb-api-key xxx --name test", "--visualizer"],
};

for (const [name, [command, refused]] of Object.entries(LATER)) {
  Deno.test(`resolvePerfPlan() refuses the known command for ${name} instead of ignoring a part of it`, () => {
    try {
      resolvePerfPlan(command.split(" "), { HOME: "/h" });
    } catch (error) {
      ok(error instanceof UsageError);
      const first = error.problems[0]?.message ?? "";
      ok(first.includes(refused) && first.includes("not supported yet"), first);
      return;
    }
    throw new Error("The command was taken");
  });
}
