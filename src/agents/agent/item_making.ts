import type { MakePlacedItem, WorkItem } from "../../core/work_item.ts";
import { checkOf, completeStub } from "../wire/item_stubs.ts";
import type { StubMessage } from "../wire/item_stubs.ts";
import type { MakeOrder } from "../wire/join.ts";

/** Opens what makes items; `recipe` is what the coordinator's program wrote for it. */
export type OpenMaker = (recipe: string) => Promise<MakePlacedItem>;

/** The requests that an agent makes itself. */
export class ItemMaking {
  readonly #open: OpenMaker;
  #recipe = "";
  #make: MakePlacedItem | null = null;

  constructor(open: OpenMaker) {
    this.#open = open;
  }

  /** Follows an order; throws where what is made here is not what the coordinator makes. */
  async begin({ recipe, check }: MakeOrder): Promise<void> {
    if (recipe === this.#recipe) return;
    this.#make = await this.#open(recipe);
    if (checkOf(this.#make({ index: 0, ordinal: 0, phase: "measured" })) !== check) throw new Error(OTHER_TEXTS);
    this.#recipe = recipe;
  }

  /** Makes items; throws where one comes out differently. */
  complete({ stubs, phase }: StubMessage): readonly WorkItem[] {
    return stubs.map((stub) => {
      const made = this.#make?.({ index: stub.index, ordinal: stub.ordinal, phase }) ?? null;
      const item = made === null ? null : completeStub(stub, made);
      if (item === null) throw new Error(`Request ${stub.index}: ${OTHER_TEXTS}`);
      // It is handed on to the event loop that sends it.
      return { ...item, body: item.body.slice() };
    });
  }
}

const OTHER_TEXTS = "what is made on this machine is not what the coordinator makes: is the tokenizer another one? " +
  "--agents-data stream sends requests as they are";
