import type { TransportName } from "../../core/transports.ts";
import type { Examined, TransportWish } from "../../transport/objections.ts";
import type { FromShard, RecordBatch, ToShard } from "../protocol/messages.ts";
import type { PackedBatch } from "../protocol/packed_records.ts";

/** What a worker is sent besides what every agent is. */
export type ToWorker = ToShard | {
  /** Asks whether a transport can carry what is wished, before there is a setup; answered by `examined`. */
  readonly kind: "examine";
  readonly name: TransportName;
  readonly wish: TransportWish;
};

/** What a worker says besides what every agent does. */
export type FromWorker =
  | Exclude<FromShard, RecordBatch>
  /** To copy an object with its members for each record takes twice as long as all of this. */
  | PackedBatch
  /** Its loop waits in the system: by this descriptor it is woken for a message. */
  | { readonly kind: "doorbell"; readonly descriptor: number }
  | { readonly kind: "examined"; readonly examined: Examined };
