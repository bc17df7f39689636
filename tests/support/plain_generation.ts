import type { GenerationSettings } from "../../src/core/generation.ts";

/** What is asked of generation when nothing but a model is given. */
export const PLAIN_GENERATION: GenerationSettings = {
  model: "m",
  stream: true,
  maxTokens: null,
  minTokens: null,
  temperature: null,
  topP: null,
  topK: null,
  frequencyPenalty: null,
  repetitionPenalty: null,
  logprobs: null,
  nChoices: null,
  seed: null,
  stop: null,
  stopTokenIds: null,
  extraArgs: {},
  queryTemplate: null,
  explicit: [],
};
