import type { ApiDialect } from "../../src/apis/dialect.ts";
import type { GenerationSettings } from "../../src/core/generation.ts";
import type { JsonObject } from "../../src/core/json.ts";
import type { Turn } from "../../src/core/session.ts";
import { PLAIN_GENERATION } from "../support/plain_generation.ts";

/** What is asked of generation when the user gives nothing but a model. */
export const DEFAULT_SETTINGS: GenerationSettings = {
  ...PLAIN_GENERATION,
  maxTokens: [2048, 2048],
  temperature: 0,
};

/** Builds a body with some settings given by the user. */
export function buildBody(dialect: ApiDialect, turn: Turn, given: Partial<GenerationSettings> = {}): JsonObject {
  const settings = { ...DEFAULT_SETTINGS, explicit: Object.keys(given), ...given };
  return dialect.buildBody(turn, { settings, model: settings.model, maxTokens: settings.maxTokens?.[0] ?? null });
}

/** Returns a turn of chat messages, by role and content. */
export function chatTurn(...messages: readonly JsonObject[]): Turn {
  return { input: { kind: "messages", messages } };
}
