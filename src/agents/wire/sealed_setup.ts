import { createCurve } from "@nats-io/nkeys";
import type { KeyPair } from "@nats-io/nkeys";

/** The keys of one end for what the other alone may read: set-ups hold keys of services. */
export interface SealingKeys {
  readonly publicKey: string;
  seal(message: Uint8Array, recipientKey: string): Uint8Array;
  /** Throws where it was not sealed for us by that sender. */
  open(sealed: Uint8Array, senderKey: string): Uint8Array;
}

/** Makes a pair of keys for one run or one process. */
export function createSealingKeys(): SealingKeys {
  const pair: KeyPair = createCurve();
  return {
    publicKey: pair.getPublicKey(),
    seal: (message, recipientKey) => pair.seal(message, recipientKey),
    open(sealed, senderKey) {
      const message = pair.open(sealed, senderKey);
      if (message === null) throw new Error("A set-up was not sealed for this agent");
      return message;
    },
  };
}
