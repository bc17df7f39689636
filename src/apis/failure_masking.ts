import type { Failure } from "../core/failure.ts";
import { isSecretHeader, MASK } from "../core/secret_mask.ts";

/** Shorter values are no keys, and would blot out innocent text. */
const MIN_SECRET_CHARS = 6;

/** Creates a function that takes the keys of a request out of what the service says about it. */
export function createFailureMasking(headers: Readonly<Record<string, string>>): (failure: Failure) => Failure {
  const secrets = Object.entries(headers).filter(([name]) => isSecretHeader(name)).flatMap(([, value]) =>
    keysOf(value)
  );
  if (secrets.length === 0) return (failure) => failure;
  const mask = (text: string) => secrets.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  return (failure) => ({
    ...failure,
    message: mask(failure.message),
    ...(failure.body === undefined ? {} : { body: mask(failure.body) }),
  });
}

/** The value itself and the key behind a scheme such as `Bearer`. */
function keysOf(value: string): string[] {
  return [value, value.slice(value.lastIndexOf(" ") + 1)].filter((secret) => secret.length >= MIN_SECRET_CHARS);
}
