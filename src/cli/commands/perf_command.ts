import type { Command, CommandContext } from "../command.ts";

/** Measures a service under load. */
export const PERF_COMMAND: Command = {
  name: "perf",
  summary: "Measure an LLM service under load",
  usage: "streamgauge perf --model NAME [--url URL] [options]",
  description: [
    "Sends a load to an LLM service and reports latency, time to first token, inter-token latency and throughput. " +
    "Options are those of evalscope perf; long ones may be abbreviated.",
    "Each option can also be set by an environment variable: --api-key by STREAMGAUGE_API_KEY, --max-tokens by " +
    "STREAMGAUGE_MAX_TOKENS, and so on; or by a file, with --config. The command line wins, then the environment.",
    "A sweep has several values of --parallel or --rate; --number, --parallel and --rate are paired one by one, and a " +
    "single value serves all points. With --open-loop, --rate and --number are paired and --parallel is ignored.",
    "Ctrl-C once: start nothing more, let running requests finish; twice: cut them off. Either way results are written. " +
    "After SIGTERM, or when the terminal is lost, what still runs is cut off by itself ten seconds later.",
  ],
  examples: [
    "streamgauge perf --model qwen2.5 --url http://127.0.0.1:8000/v1 \\\n" +
    "  --parallel 1 4 16 --number 20 80 320 --prompt 'Write a short story'",
    "streamgauge perf --model qwen2.5 --url http://127.0.0.1:8000/v1 \\\n" +
    "  --parallel 8 --number 100 --dataset line_by_line --dataset-path prompts.txt",
    "streamgauge perf --model qwen2.5 --url http://127.0.0.1:8000/v1 \\\n" +
    "  --dataset random --tokenizer-path ./tokenizer.json \\\n" +
    "  --min-prompt-length 1024 --max-prompt-length 1024 --max-tokens 128",
    "streamgauge perf --model qwen2.5 --url http://127.0.0.1:8000/v1 \\\n" +
    "  --open-loop --rate 5 10 20 --duration 60s --warmup-num 20 \\\n" +
    "  --goodput ttft:500ms tpot:30ms",
    "streamgauge perf --model qwen2.5 --url http://127.0.0.1:8000/v1 \\\n" +
    "  --multi-turn --dataset share_gpt_en_multi_turn --max-turns 5 --number 50 \\\n" +
    "  --think-time exp:2s",
    "streamgauge perf --model qwen2.5 --url http://127.0.0.1:8000/v1 \\\n" +
    '  --sla-auto-tune --sla-params \'[{"p99_ttft": "<=500ms", "rps": ">=10"}]\'',
  ],
  operands: [],
  loadOptions: async () => (await import("../../config/options/perf_options.ts")).PERF_OPTIONS,
  run: async (argv: readonly string[], context: CommandContext): Promise<number> => {
    const { planPerf } = await import("../../config/resolve_run_plan.ts");
    const plan = await planPerf({ argv, env: context.env }, async (target) => {
      const { listServedModels } = await import("../../app/perf/served_models.ts");
      return await listServedModels(target, await context.createHost());
    });
    // Mistakes are found before the rest of the program is loaded.
    const { carryOutPlan } = await import("./carry_out_plan.ts");
    return await carryOutPlan(plan, context);
  },
};
