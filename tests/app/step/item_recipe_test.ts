import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createDialect } from "../../../src/apis/registry.ts";
import { areBodiesLarge } from "../../../src/app/step/item_making.ts";
import { createItemMaker } from "../../../src/app/step/item_maker.ts";
import { canBeMade, openItemMaker, toItemRecipe, toItemSeed } from "../../../src/app/step/item_recipe.ts";
import { createItemSource } from "../../../src/app/step/item_source.ts";
import { loadWorkload } from "../../../src/app/workload/workload.ts";
import { checkOf, completeStub, toStub } from "../../../src/agents/wire/item_stubs.ts";
import { resolvePerfPlan } from "../../../src/config/resolve_run_plan.ts";
import type { WorkItem } from "../../../src/core/work_item.ts";

const STEP = { stepIndex: 1, usedBefore: 3, count: 12 };
const WATCH = { listener: { log: () => {}, download: () => {} }, signal: new AbortController().signal };
const URL = "http://127.0.0.1:9/v1/chat/completions";
const SHORT = ["--model", "m", "--min-prompt-length", "8", "--max-prompt-length", "24", "--seed", "7"];

function toPlan(...argv: readonly string[]) {
  const url = argv.includes("--url") ? [] : ["--url", URL];
  return resolvePerfPlan([...SHORT, ...url, ...argv], { HOME: "/h", USER: "u" });
}

type Plan = ReturnType<typeof toPlan>;

/** The items as the coordinator makes them, one after another. */
async function makeInOrder(plan: Plan): Promise<readonly WorkItem[]> {
  const { workload: { generation }, target, load: { thinkTime } } = plan;
  const dialect = await createDialect({ api: target.api, url: target.url, custom: target.custom, usesJinja: false });
  const workload = await loadWorkload({ plan, ...WATCH });
  const seed = toItemSeed(plan.workload, STEP.stepIndex);
  const make = createItemMaker({ dialect, generation, seed, thinkTime, idPrefix: null, trace: null });
  const source = createItemSource(await workload.open(STEP), make);
  const plain = { count: 4, dueAtMs: () => null };
  const warmup = await Array.fromAsync(source.items("warmup", plain));
  return [...warmup, ...await Array.fromAsync(source.items("measured", { ...plain, count: 8 }))];
}

const DATA: Readonly<Record<string, readonly string[]>> = {
  "random prompts with drawn lengths of replies": [
    "--dataset",
    "random",
    "--max-tokens",
    "5",
    "500",
    "--prefix-length",
    "4",
  ],
  "random prompts of several models": ["--dataset", "random", "--model", "a=0.8,b=0.2", "--output-len", "normal:50:20"],
  "random conversations with pauses": [
    ...["--dataset", "random_multi_turn", "--multi-turn", "--min-turns", "2", "--max-turns", "4"],
    ...["--think-time", "uniform:10:900", "--max-tokens", "5", "500"],
  ],
  "random prompts with small images": ["--dataset", "random_vl", "--image-width", "24", "--image-height", "16"],
  "random texts to embed": ["--dataset", "random_embedding", "--url", "http://127.0.0.1:9/v1/embeddings"],
};

for (const [data, argv] of Object.entries(DATA)) {
  Deno.test(`A18: ${data}: an agent makes each of them alone as the coordinator makes all`, async () => {
    const plan = toPlan(...argv);
    strictEqual(canBeMade(plan), true);
    const wanted = await makeInOrder(plan);
    const recipe = JSON.parse(JSON.stringify(toItemRecipe(plan, STEP)));
    const make = await openItemMaker(recipe, WATCH);
    // Backwards, as after a loss others make what was dealt long ago.
    const made = wanted.toReversed().map(({ index, ordinal, phase }) => make?.({ index, ordinal, phase }));
    deepStrictEqual(made.toReversed(), wanted);
  });
}

Deno.test("what stands for an item is small, and refuses another one", async () => {
  const [first, second] = await makeInOrder(
    toPlan("--dataset", "random", "--min-prompt-length", "900", "--max-prompt-length", "900"),
  );
  if (first === undefined || second === undefined) throw new Error("There are no items");
  const stub = toStub({ ...first, dueAtMs: 1234.5678 });
  strictEqual(JSON.stringify(stub).length < 200 && first.body.byteLength > 1000, true);
  deepStrictEqual(completeStub(stub, first), { ...first, dueAtMs: 1234.5678 });
  strictEqual(completeStub(stub, second), null);
  strictEqual(checkOf(first) === checkOf({ ...first, conversation: { turns: [], maxTokens: [] } }), false);
});

Deno.test("a recipe holds nothing secret", () => {
  const plan = toPlan("--dataset", "random", "--api-key", "sk-secret", "--headers", "x-key=sk-secret");
  const withToken = { ...plan, workload: { ...plan.workload, hub: { ...plan.workload.hub, token: "hf_secret" } } };
  strictEqual(/secret/.test(JSON.stringify(toItemRecipe(withToken, STEP))), false);
});

Deno.test("what comes from files, hubs and modules is sent; large random prompts are made by default", () => {
  strictEqual(canBeMade(toPlan("--dataset", "openqa")), false);
  strictEqual(canBeMade(toPlan("--prompt", "hi")), false);
  strictEqual(areBodiesLarge(toPlan("--dataset", "random").workload), false);
  const long = toPlan("--dataset", "random", "--min-prompt-length", "25000", "--max-prompt-length", "25000");
  strictEqual(areBodiesLarge(long.workload), true);
});

Deno.test("images that take long to draw are sent: a thread that answers agents must not draw them", async () => {
  const plan = toPlan("--dataset", "random_vl", "--image-width", "2000", "--image-height", "2000");
  strictEqual(await openItemMaker(toItemRecipe(plan, STEP), WATCH), null);
});
