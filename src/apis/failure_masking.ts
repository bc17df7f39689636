import type { Failure } from "../core/failure.ts";
import { createSecretMask } from "../core/secret_mask.ts";

/** Creates a function that takes the keys of a request out of what the service says about it. */
export function createFailureMasking(
  place: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): (failure: Failure) => Failure {
  const mask = createSecretMask(place);
  return ({ message, code, body, ...rest }) => ({
    ...rest,
    message: mask(message),
    ...(code === undefined ? {} : { code: mask(code) }),
    ...(body === undefined ? {} : { body: mask(body) }),
  });
}
