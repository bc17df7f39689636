/** Which traces of coding agents are replayed: contexts up to 256K tokens, or all. */
export type AgentxVariant = "256k" | "full";

/** The scenario as `--scenario` gives it, defaults filled in. */
export interface AgentxScenario {
  readonly name: "agentx";
  readonly variant: AgentxVariant;
  /** `smoke`: a short run of a few traces, whose figures compare with nothing. */
  readonly mode: "benchmark" | "smoke";
  readonly max_context_length: number | null;
  /** Traces of a smoke run. */
  readonly trace_limit: number | null;
  readonly num_gpus: number | null;
  readonly engine: string | null;
  readonly engine_version: string | null;
  readonly hardware: string | null;
  readonly tokenizer_trust_remote_code: boolean;
  readonly tokenizer_revision: string | null;
  readonly request_timeout_seconds: number | null;
}

/** A run of AgentX, which AIPerf carries out. */
export interface AgentxPlan {
  readonly scenario: AgentxScenario;
  readonly model: string;
  readonly tokenizer: string;
  /** Where the service is, without `/v1/chat/completions`. */
  readonly baseUrl: string;
  /** Secret. */
  readonly apiKey: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Active trees of sessions, a run each. */
  readonly parallel: readonly number[];
  readonly durationSeconds: number;
  readonly seed: number;
  /** A folder with `traces.jsonl`, or the file; `null`: from the hub. */
  readonly datasetPath: string | null;
  readonly python: string;
}
