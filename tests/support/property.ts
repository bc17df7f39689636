import fc from "fast-check";

/** `fast-check` with a fixed seed: the same examples each time, so that a test fails for a change and not by chance. */
fc.configureGlobal({ seed: 20_260_101 });

/**
 * Any text, halves of characters and control characters included. That of `fast-check` itself (`unit: "binary"`) takes a
 * second of a processor to get ready.
 */
export function anyText(limits: fc.ArrayConstraints = {}): fc.Arbitrary<string> {
  const code = fc.oneof(fc.nat(0x7f), fc.nat(0x2fff), fc.nat(0x10ffff));
  return fc.array(code, limits).map((codes) => String.fromCodePoint(...codes));
}

export { fc };
