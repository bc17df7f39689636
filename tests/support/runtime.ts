const [MAJOR = 0, MINOR = 0] = Deno.version.deno.split(".").map(Number);

/** Deno before 2.9: it lacks some of what tests ask of it, and gives some of its own resources back late. */
export const IS_OLD_RUNTIME: boolean = MAJOR < 2 || (MAJOR === 2 && MINOR < 9);

/** Old runtimes count resources that they themselves give back late as left open by a test. */
export const RESOURCE_CHECK: { readonly sanitizeResources?: false } = IS_OLD_RUNTIME
  ? { sanitizeResources: false }
  : {};
