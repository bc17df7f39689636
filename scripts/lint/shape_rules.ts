/// <reference lib="deno.unstable" />
import { locate } from "./source_place.ts";

/** Refuses default exports in the program. */
export const noDefaultExport: Deno.lint.Rule = {
  create(context) {
    const { area } = locate(context.filename);
    if (area !== "src" && area !== "root") return {};
    const message = "Export by name: a default export has no name of its own";
    return {
      ExportDefaultDeclaration: (node) => context.report({ node, message }),
      ExportSpecifier: (node) => {
        if (node.exported.type === "Identifier" && node.exported.name === "default") context.report({ node, message });
      },
    };
  },
};
