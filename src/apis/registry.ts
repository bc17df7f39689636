import type { ApiName } from "../core/names.ts";
import type { ApiDialect } from "./dialect.ts";
import { createOpenAiDialect } from "./openai/openai_dialect.ts";

/** Every name has its dialect: a missing entry does not compile. */
const DIALECTS = {
  openai: createOpenAiDialect,
} satisfies Record<ApiName, () => ApiDialect>;

/** Creates the dialect of a canonical name. */
export function createDialect(name: ApiName): ApiDialect {
  return DIALECTS[name]();
}
