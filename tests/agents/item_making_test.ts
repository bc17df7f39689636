import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { ItemMaking } from "../../src/agents/agent/item_making.ts";
import { checkOf, toStub } from "../../src/agents/wire/item_stubs.ts";
import { TextRoom } from "../../src/core/text_room.ts";
import type { MakePlacedItem } from "../../src/core/work_item.ts";
import { makeItem } from "../support/make_item.ts";

/** Bodies lie beside each other in memory, as those of a step do. */
function createMaker(word: string): MakePlacedItem {
  const texts = new TextRoom();
  return (place) => ({ ...makeItem(place), body: texts.encode(`${word} ${place.index}`) });
}

const FIRST = { index: 0, ordinal: 0, phase: "measured" } as const;
const STUBS = [1, 2, 3].map((index) => toStub(createMaker("story")({ ...FIRST, index, ordinal: index })));

async function begin(word: string): Promise<ItemMaking> {
  const making = new ItemMaking(() => Promise.resolve(createMaker(word)));
  await making.begin({ kind: "make", recipe: "a recipe", check: checkOf(createMaker("story")(FIRST)) });
  return making;
}

Deno.test("an agent makes what the coordinator made, each body in memory that it can hand on", async () => {
  const items = (await begin("story")).complete({ kind: "stubs", phase: "measured", stubs: STUBS });
  deepStrictEqual(items.map(({ body }) => new TextDecoder().decode(body)), ["story 1", "story 2", "story 3"]);
  for (const { body } of items) strictEqual(body.buffer.byteLength, body.byteLength);
});

Deno.test("what comes out differently on an agent is told before the load, or at the request", async () => {
  await rejects(begin("tale"), /is not what the coordinator makes/);
  const making = await begin("story");
  throws(
    () =>
      making.complete({
        kind: "stubs",
        phase: "measured",
        stubs: STUBS.map((stub) => ({ ...stub, check: "another" })),
      }),
    /Request 1/,
  );
});
