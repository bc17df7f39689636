/** What other load testers and clients call something, with what it is here. */
const MEANINGS: readonly (readonly [key: string, write: string, names: string])[] = [
  ["number", "--number", "requests num-requests num-prompts request-count max-requests"],
  ["rate", "--rate", "rps qps request-rate requests-per-second arrival-rate r q"],
  ["parallel", "--parallel", "users vus num-users num-concurrent max-concurrency threads workers c u t"],
  ["duration", "--duration", "max-seconds benchmark-duration run-time length z d"],
  ["url", "--url", "base-url target endpoint host server api-base openai-api-base"],
  ["api", "--api", "backend endpoint-type request-type"],
  ["api_key", "--api-key", "key token openai-api-key bearer-token k"],
  ["model", "--model", "model-name served-model-name m"],
  ["prompt", "--prompt", "p"],
  ["headers", "--headers NAME=VALUE", "header extra-headers H"],
  ["dataset", "--dataset", "dataset-name data"],
  ["dataset_path", "--dataset-path", "input-file trace-file data-path"],
  ["tokenizer_path", "--tokenizer-path", "tokenizer processor"],
  [
    "max_prompt_length",
    "--dataset random --min-prompt-length N --max-prompt-length N",
    "input-len random-input-len isl prompt-tokens input-tokens synthetic-input-tokens-mean prompt-length",
  ],
  ["prefix_length", "--prefix-length", "random-prefix-len prefix-len"],
  ["output_len", "--output-len", "random-output-len osl output-tokens output-tokens-mean decode-length"],
  ["max_tokens", "--max-tokens", "max-output-tokens max-new-tokens max-completion-tokens num-predict"],
  ["extra_args", `--extra-args '{"ignore_eos": true}'`, "ignore-eos extra-inputs extra-request-body extra-body"],
  ["warmup_num", "--warmup-num", "warmup num-warmups warmup-requests warmup-request-count"],
  ["stream", "--stream", "streaming"],
  ["total_timeout", "--total-timeout", "timeout request-timeout request-timeout-seconds"],
  ["insecure", "--insecure", "insecure-skip-verify skip-tls-verify no-verify"],
  ["outputs_dir", "--outputs-dir", "output-dir result-dir artifact-dir output o"],
  ["goodput", "--goodput", "slo slos objective objectives thresholds"],
  ["seed", "--seed", "random-seed"],
  ["burstiness", "--burstiness", "arrival-smoothness"],
  ["ramp_up", "--ramp-up", "rampup spawn-rate"],
];

/** What a flag of another tool is here: the key of the option, and how it is written. */
export interface KnownMeaning {
  readonly key: string;
  readonly write: string;
}

/** Finds what a flag of another tool means here, by its name without dashes; `null`: nothing that is known. */
export function findMeaning(name: string): KnownMeaning | null {
  const plain = name.replaceAll("_", "-");
  const found = MEANINGS.find(([, , names]) => names.split(" ").includes(plain));
  return found === undefined ? null : { key: found[0], write: found[1] };
}
