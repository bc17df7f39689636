import type { RunPlan, WorkloadPlan } from "../../config/run_plan.ts";
import { once } from "../../core/once.ts";
import { createRandom, deriveSeed } from "../../core/random.ts";
import type { Session } from "../../core/session.ts";
import { cycleSessions } from "../../datasets/cycle_sessions.ts";
import type { Dataset, DatasetContext, DatasetListener } from "../../datasets/dataset.ts";
import { createFixedPromptDataset } from "../../datasets/fixed_prompt.ts";
import { loadDatasetFactory } from "../../datasets/registry.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { loadEmbeddedTokenizer } from "../../tokenizers/embedded_tokenizer.ts";
import { createSessionDraw, drawForSessions } from "./session_draws.ts";
import { loadUserTokenizer } from "./user_tokenizer.ts";
import type { RunListener } from "../run/run_listener.ts";

/** The data of a run: its tokenizer and, for each step, its sessions. */
export interface Workload {
  /** Loads the tokenizer that the user gave, else the embedded one. */
  loadTokenizer(): Promise<Tokenizer>;
  /** Makes the first session of the run and drops it: what cannot be used is known before anything is sent. */
  check(): Promise<void>;
  /** Opens the sessions of a step. */
  open(step: StepData): Promise<AsyncIterator<Session>>;
  /** Opens what makes any session of a step by its place; `null`: those before it have to be made, too. */
  openAt(step: StepData): Promise<((place: number) => Session) | null>;
  /** Opens one pass over the data of the first step, which ends where the data ends. */
  openPass(): Promise<DataPass>;
}

/** One pass over the data. */
export interface DataPass {
  readonly sessions: AsyncGenerator<Session, void, undefined>;
  /** The pass has no end. */
  readonly isEndless: boolean;
}

/** What a step takes of the data. */
export interface StepData {
  readonly stepIndex: number;
  /** Sessions used up by the steps before. */
  readonly usedBefore: number;
  /** Sessions of this step, warm-up included; `null`: without end. */
  readonly count: number | null;
}

/** What loading needs: the plan and who is told of it. */
export interface WorkloadParts {
  readonly plan: Pick<RunPlan, "workload" | "conversation">;
  readonly listener: Pick<RunListener, "log" | "download">;
  readonly signal: AbortSignal;
}

/** Loads the tokenizer and prepares the dataset of a run. */
export async function loadWorkload(parts: WorkloadParts): Promise<Workload> {
  const { workload } = parts.plan;
  const tokenizer = await loadGivenTokenizer(parts);
  const embedded = once(loadEmbeddedTokenizer);
  const prepare = async (step: StepData): Promise<{ readonly dataset: Dataset; readonly seed: number }> => {
    const context = toContext(parts, step, { tokenizer, loadEmbeddedTokenizer: embedded });
    return { dataset: await openDataset(workload, context), seed: context.seed };
  };
  const open = async (step: StepData): Promise<AsyncIterator<Session>> => {
    const { dataset, seed } = await prepare(step);
    return drawForSessions(cycleSessions(dataset, step.count), workload, seed);
  };
  return {
    loadTokenizer: async () => tokenizer ?? await embedded(),
    open,
    async openAt(step) {
      const { dataset: { sessionAt }, seed } = await prepare(step);
      if (sessionAt === undefined) return null;
      const draw = createSessionDraw(workload, seed);
      return (place) => draw(sessionAt(place), place);
    },
    async openPass() {
      const { dataset, seed } = await prepare({ stepIndex: 0, usedBefore: 0, count: null });
      return { sessions: drawForSessions(dataset.sessions(), workload, seed), isEndless: dataset.isEndless };
    },
    async check() {
      const sessions = await open({ stepIndex: 0, usedBefore: 0, count: 1 });
      await sessions.next();
      await sessions.return?.();
    },
  };
}

/** Loads the tokenizer that the user gave; `null`: none was. */
export async function loadGivenTokenizer({ plan, listener, signal }: WorkloadParts): Promise<Tokenizer | null> {
  const { tokenizerPath, hub } = plan.workload;
  if (tokenizerPath === null) return null;
  return await loadUserTokenizer(tokenizerPath, hub, { listener: toDatasetListener(listener), signal });
}

async function openDataset(workload: WorkloadPlan, context: DatasetContext): Promise<Dataset> {
  if (workload.prompt !== null) {
    const tokenizer = workload.tokenizePrompt ? context.tokenizer : null;
    return createFixedPromptDataset(workload.prompt, workload.applyChatTemplate, tokenizer);
  }
  const createDataset = await loadDatasetFactory(workload.dataset);
  return await createDataset(context);
}

function toContext(
  { plan, listener, signal }: WorkloadParts,
  { stepIndex, usedBefore, count }: StepData,
  tokenizers: Pick<DatasetContext, "tokenizer" | "loadEmbeddedTokenizer">,
): DatasetContext {
  const { workload } = plan;
  const seed = deriveSeed(workload.seed, `dataset/${stepIndex}`);
  return {
    ...tokenizers,
    path: workload.datasetPath,
    source: workload.datasetSource,
    isNamed: workload.isDatasetNamed,
    args: workload.datasetArgs,
    extraArgs: workload.generation.extraArgs,
    images: workload.images,
    applyChatTemplate: workload.applyChatTemplate,
    tokenizePrompt: workload.tokenizePrompt,
    minPromptLength: workload.minPromptLength,
    maxPromptLength: workload.maxPromptLength,
    prefixLength: workload.prefixLength,
    prefixCount: workload.prefixCount,
    conversation: plan.conversation,
    offset: workload.datasetOffset + usedBefore,
    count,
    seed,
    random: createRandom(seed),
    hub: workload.hub,
    listener: toDatasetListener(listener),
    signal,
  };
}

function toDatasetListener(listener: WorkloadParts["listener"]): DatasetListener {
  return {
    warn: (message) => listener.log("warn", message),
    info: (message) => listener.log("info", message),
    onDownload: (file, doneBytes, totalBytes) => listener.download(file, doneBytes, totalBytes),
  };
}
