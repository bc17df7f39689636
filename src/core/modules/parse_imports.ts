/** An import by a relative path or file address, or a mention of `import.meta`. */
export interface FileImport {
  readonly kind: "static" | "dynamic" | "meta";
  /** Empty for `meta`. */
  readonly specifier: string;
  /** Where the specifier stands: without its quotes when static, with them when dynamic. */
  readonly start: number;
  readonly end: number;
}

/** Finds the imports of JavaScript that name files, in the order of the text. */
export async function parseImports(code: string): Promise<readonly FileImport[]> {
  const { init, parse } = await import("es-module-lexer");
  await init;
  const [imports] = parse(code);
  return imports.flatMap((found): FileImport[] => {
    const { start, end } = found;
    if (found.type === "import-meta") return [{ kind: "meta", specifier: "", start, end }];
    const specifier = found.specifier;
    if (specifier === undefined || !/^(\.{0,2}\/|file:)/.test(specifier)) return [];
    if (found.type !== "dynamic") return [{ kind: "static", specifier, start, end }];
    return found.glob ? [] : [{ kind: "dynamic", specifier, start, end }];
  });
}
