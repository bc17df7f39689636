import { concatBytes } from "../../core/bytes.ts";
import type { WorkItem } from "../../core/work_item.ts";

/** What items of one load mostly have in common. */
type CommonPart = Omit<WorkItem, "index" | "ordinal" | "dueAtMs" | "body">;

/** Items as they go over the bus: what each has of its own in columns, what they have in common once. */
export interface PackedItems {
  readonly kind: "packed_items";
  readonly indices: Uint32Array<ArrayBuffer>;
  readonly ordinals: Uint32Array<ArrayBuffer>;
  /** NaN: as soon as a slot is free. */
  readonly dueAtMs: Float64Array<ArrayBuffer>;
  /** One for all, or one for each. */
  readonly common: readonly CommonPart[];
  readonly bodySizes: Uint32Array<ArrayBuffer>;
  /** One after another. */
  readonly bodies: Uint8Array<ArrayBuffer>;
}

/** Packs items for the way: some 150 bytes less for each, and no object to write or to read. */
export function packItems(items: readonly WorkItem[]): PackedItems {
  const [first] = items;
  const isSame = first !== undefined && items.every((item) => haveSame(item, first));
  return {
    kind: "packed_items",
    indices: Uint32Array.from(items, ({ index }) => index),
    ordinals: Uint32Array.from(items, ({ ordinal }) => ordinal),
    dueAtMs: Float64Array.from(items, ({ dueAtMs }) => dueAtMs ?? NaN),
    common: isSame ? [toCommon(first)] : items.map(toCommon),
    bodySizes: Uint32Array.from(items, ({ body }) => body.byteLength),
    bodies: concatBytes(items.map(({ body }) => body)),
  };
}

/** Unpacks them; each body has memory of its own, which can be handed on. */
export function unpackItems(packed: PackedItems): readonly WorkItem[] {
  const { indices, ordinals, dueAtMs, common, bodySizes, bodies } = packed;
  let end = 0;
  return Array.from(indices, (index, place) => {
    const start = end;
    end += bodySizes[place] ?? 0;
    const shared = common[common.length === 1 ? 0 : place];
    if (shared === undefined) throw new Error(`Item ${index} came without what it has in common with others`);
    const due = dueAtMs[place] ?? NaN;
    return {
      ...shared,
      index,
      ordinal: ordinals[place] ?? 0,
      dueAtMs: Number.isNaN(due) ? null : due,
      body: bodies.slice(start, end),
    };
  });
}

function haveSame(a: WorkItem, b: WorkItem): boolean {
  return a.phase === b.phase && a.isStream === b.isStream && a.model === b.model && a.label === b.label &&
    a.requestId === b.requestId && a.headers === b.headers && a.conversation === b.conversation;
}

function toCommon({ index: _i, ordinal: _o, dueAtMs: _d, body: _b, ...common }: WorkItem): CommonPart {
  return common;
}
