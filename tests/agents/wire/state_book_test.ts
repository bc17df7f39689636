import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { StateBook } from "../../../src/agents/wire/state_book.ts";
import type { PackedState, StateMessage } from "../../../src/agents/wire/state_message.ts";

function packed(agent: number, records: number): PackedState {
  return { covered: [[agent, 0, records]], state: Uint8Array.of(agent, records) };
}

function message(agent: number, number: number, more: Partial<StateMessage> = {}): StateMessage {
  return { agent, phase: 1, number, own: packed(agent, number), below: null, ...more };
}

Deno.test("of an agent the newest state counts, however the bus delivers them", () => {
  const book = new StateBook();
  book.begin(1);
  strictEqual(book.take(message(0, 2)), true);
  strictEqual(book.take(message(0, 1)), false);
  strictEqual(book.take(message(0, 2)), false);
  strictEqual(book.covered(0, 0), 2);
  strictEqual(book.take(message(1, 7, { phase: 2 })), false, "of another phase");
  book.begin(2);
  deepStrictEqual(book.parts(), []);
});

Deno.test("what an agent that is lost told of others is dropped: they tell it themselves, and it counts once", () => {
  const book = new StateBook();
  book.begin(1);
  book.take(message(0, 3, { below: packed(5, 40) }));
  strictEqual(book.covered(5, 0), 40);
  book.dropBelow(0);
  strictEqual(book.covered(5, 0), 0);
  strictEqual(book.covered(0, 0), 3, "what it said of itself holds");
  book.take(message(5, 1, { own: packed(5, 44) }));
  strictEqual(book.covered(5, 0), 44);
  strictEqual(book.parts().length, 2);
});
