import { isJsonObject } from "../../core/json.ts";

/**
 * Returns the choices of an event or a body. The standard has a list; some services write a single choice as it is, or
 * choices by their indices. What is none of these holds no choice.
 */
export function toChoiceList(choices: unknown): readonly unknown[] {
  if (Array.isArray(choices)) return choices;
  if (!isJsonObject(choices)) return [];
  const entries = Object.entries(choices);
  if (!entries.every(([name]) => /^\d+$/.test(name))) return [choices];
  return entries.map(([name, choice]) => isJsonObject(choice) ? { index: Number(name), ...choice } : choice);
}
