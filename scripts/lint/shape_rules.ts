/// <reference lib="deno.unstable" />
import { locate } from "./source_place.ts";

/** Files a folder of `src` may hold before it needs a sub-folder. */
export const MAX_FOLDER_FILES = 15;

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

/** Refuses enums. */
export const noEnum: Deno.lint.Rule = {
  create(context) {
    const message = "Use a union of literals instead of an enum";
    return { TSEnumDeclaration: (node) => context.report({ node, message }) };
  },
};

/** Refuses exports of `src` without a JSDoc comment. */
export const documentedExport: Deno.lint.Rule = {
  create(context) {
    if (locate(context.filename).area !== "src") return {};
    return {
      ExportNamedDeclaration(node) {
        if (node.declaration === null) return;
        const isDocumented = context.sourceCode.getCommentsBefore(node).some((comment) =>
          comment.type === "Block" && comment.value.startsWith("*")
        );
        if (!isDocumented) {
          context.report({ node, message: "Export has no JSDoc: say in one sentence what it is or does" });
        }
      },
    };
  },
};

/** Refuses the files of a folder of `src` beyond `MAX_FOLDER_FILES`, in the order of their names. */
export const folderFiles: Deno.lint.Rule = createFolderFiles(readFileNames);

/** Creates the rule `folderFiles` with a way to list the files of a folder. */
export function createFolderFiles(listFiles: (folder: string) => readonly string[]): Deno.lint.Rule {
  return {
    create(context) {
      const place = locate(context.filename);
      if (place.area !== "src") return {};
      return {
        Program(node) {
          const names = listFiles(context.filename.slice(0, -place.name.length)).toSorted();
          if (names.indexOf(place.name) < MAX_FOLDER_FILES) return;
          const message = `Folder has ${names.length} files, more than ${MAX_FOLDER_FILES}: make a sub-folder`;
          context.report({ range: [node.range[0], node.range[0] + 1], message });
        },
      };
    },
  };
}

function readFileNames(folder: string): string[] {
  return [...Deno.readDirSync(folder)].filter((entry) => entry.isFile).map((entry) => entry.name);
}
