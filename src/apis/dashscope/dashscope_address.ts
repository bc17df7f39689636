import { API_FACTS } from "../../core/apis.ts";

/** What an address of DashScope speaks. */
export type DashScopeForm = "compatible" | "text" | "multimodal";

/**
 * Tells what an address speaks: addresses with `/compatible-mode/` and those of chat completions speak the OpenAI dialect,
 * `…/multimodal-generation/generation` the native one with parts, others the native one with text.
 */
export function toDashScopeForm(url: string): DashScopeForm {
  const path = URL.parse(url)?.pathname ?? url;
  if (API_FACTS.dashscope.compatible?.test(path.replace(/\/+$/, "")) === true) return "compatible";
  return path.includes("/multimodal-generation/") ? "multimodal" : "text";
}
