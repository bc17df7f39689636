import type { RunPlan } from "../../config/run_plan.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import { maskJsonObject } from "../../core/secret_mask.ts";
import { describePlan } from "../preview/plan_text.ts";
import { openDialect } from "../service/open_dialect.ts";
import { createItemMaker } from "../step/item_maker.ts";
import { toItemSeed } from "../step/item_recipe.ts";
import { createItemSource } from "../step/item_source.ts";
import { openWorkload } from "../workload/open_workload.ts";
import type { RunListener } from "../run/run_listener.ts";

/** Who is told of downloads and warnings, and what ends a dry run early. */
export interface DryRunWatch {
  readonly listener: RunListener;
  readonly signal: AbortSignal;
}

/**
 * Says what a plan would do: the plan and its schedule in words, the first body that would be sent, and how long it
 * takes as far as that is known. The body is made by the run's own dataset and dialect, so a tokenizer or dataset may be
 * downloaded; nothing is sent to the service and no results are written.
 */
export async function describeDryRun(plan: RunPlan, watch: DryRunWatch): Promise<string> {
  const body = await makeFirstBody(plan, watch);
  return [
    "Dry run: nothing is sent, no results are written",
    "",
    ...describePlan(plan),
    "",
    "The first request body:",
    JSON.stringify(shorten(maskJsonObject(body)), null, 2),
  ].join("\n");
}

async function makeFirstBody(plan: RunPlan, { listener, signal }: DryRunWatch): Promise<JsonObject> {
  const { generation } = plan.workload;
  await using service = await openDialect(plan);
  using workload = await openWorkload({ plan, listener, signal });
  const [step] = plan.steps;
  if (step === undefined) throw new Error("A plan has no step");
  const count = step.number === null ? null : step.number + step.warmupCount;
  const sessions = await workload.open({ stepIndex: 0, usedBefore: 0, count });
  const make = createItemMaker({
    dialect: service.dialect,
    generation,
    seed: toItemSeed(plan.workload, 0),
    thinkTime: plan.load.thinkTime,
    idPrefix: null,
    trace: null,
  });
  const source = createItemSource(sessions, make);
  const items = source.items("measured", { count: 1, dueAtMs: () => null });
  const first = await items.next();
  await sessions.return?.();
  signal.throwIfAborted();
  if (first.done) throw new Error("A checked dataset has no session");
  return JSON.parse(new TextDecoder().decode(first.value.body));
}

/** Texts and lists of this size fill a screen and say no more than their beginning. */
const MAX_TEXT_CHARS = 600;
const MAX_LIST_ITEMS = 24;

function shorten(value: JsonValue): JsonValue {
  if (typeof value === "string") return shortenText(value);
  if (Array.isArray(value)) return shortenList(value);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shorten(member)]));
}

function shortenText(text: string): string {
  if (text.length <= MAX_TEXT_CHARS) return text;
  return `${text.slice(0, MAX_TEXT_CHARS)}… (${text.length} characters in all)`;
}

function shortenList(list: readonly JsonValue[]): JsonValue {
  if (list.length <= MAX_LIST_ITEMS) return list.map(shorten);
  return [...list.slice(0, MAX_LIST_ITEMS).map(shorten), `… (${list.length} items in all)`];
}
