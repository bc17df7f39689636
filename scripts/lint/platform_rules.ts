/// <reference lib="deno.unstable" />
import { locate, type SourcePlace } from "./source_place.ts";

interface Ban {
  /** Paths of globals, each with all its members: `performance.now`. */
  readonly globals: readonly string[];
  /** Modules, or names in modules (`node:crypto#randomBytes`), that are ways around. */
  readonly imports?: readonly string[];
  /** Names that may be taken from those modules all the same. */
  readonly freeNames?: readonly string[];
  readonly isFree: (place: SourcePlace) => boolean;
  readonly message: (what: string) => string;
}

/** Keeps reading the clock in `src/core/clock.ts`. */
export const clockInOnePlace: Deno.lint.Rule = createBan({
  globals: [
    "performance.now",
    "performance.timeOrigin",
    "performance.mark",
    "performance.measure",
    "Date.now",
    "Temporal.Now",
    "process.hrtime",
    "process.uptime",
  ],
  imports: ["node:perf_hooks"],
  isFree: (place) => !isProgram(place) || place.path === "src/core/clock.ts",
  message: (what) => `Only src/core/clock.ts reads the clock, not ${what}`,
});

/** Refuses `new Date()` and `Date()`, which read the clock, outside `src/core/clock.ts`. */
export const noCurrentDate: Deno.lint.Rule = {
  create(context) {
    const place = locate(context.filename);
    if (!isProgram(place) || place.path === "src/core/clock.ts") return {};
    const message = "Only src/core/clock.ts reads the clock, not Date without an argument";
    return {
      NewExpression(node) {
        if (globalPath(node.callee) === "Date" && node.arguments.length === 0) context.report({ node, message });
      },
      CallExpression(node) {
        if (globalPath(node.callee) === "Date") context.report({ node, message });
      },
    };
  },
};

/** Keeps making random numbers in `src/core/random.ts`. */
export const randomInOnePlace: Deno.lint.Rule = createBan({
  globals: ["Math.random", "crypto.getRandomValues", "crypto.randomUUID"],
  imports: [
    "node:crypto#getRandomValues",
    "node:crypto#randomBytes",
    "node:crypto#randomFill",
    "node:crypto#randomFillSync",
    "node:crypto#randomInt",
    "node:crypto#randomUUID",
    "node:crypto#webcrypto",
  ],
  isFree: (place) => !isProgram(place) || place.path === "src/core/random.ts",
  message: (what) => `Only src/core/random.ts makes random numbers, not ${what}`,
});

/** Refuses `AbortSignal.any`, whose signals older runtimes forget while somebody listens to them. */
export const noForgottenSignals: Deno.lint.Rule = createBan({
  globals: ["AbortSignal.any"],
  isFree: (place) => !isProgram(place),
  message: (what) => `joinSignals() of src/core/joined_signal.ts joins signals, not ${what}`,
});

/** Keeps the terminal, signals, arguments and the exit code in `src/cli` and `main.ts`. */
export const terminalInCli: Deno.lint.Rule = createBan({
  globals: [
    "console",
    "Deno.addSignalListener",
    "Deno.args",
    "Deno.consoleSize",
    "Deno.exit",
    "Deno.exitCode",
    "Deno.removeSignalListener",
    "Deno.stderr",
    "Deno.stdin",
    "Deno.stdout",
    "process.argv",
    "process.exit",
    "process.exitCode",
    "process.on",
    "process.stderr",
    "process.stdin",
    "process.stdout",
  ],
  imports: [
    "node:process#*",
    "node:process#argv",
    "node:process#default",
    "node:process#exit",
    "node:process#stderr",
    "node:process#stdin",
    "node:process#stdout",
    "node:readline",
    "node:readline/promises",
    "node:tty",
  ],
  isFree: (place) => !isProgram(place) || place.layer === "cli" || place.path === "main.ts",
  message: (what) => `Only src/cli touches arguments, signals, exit code and terminal, not ${what}`,
});

/** Keeps the parts of packages that no code uses out of the program: each start would load them. */
export const smallEntries: Deno.lint.Rule = createBan({
  globals: [],
  // `z` holds the messages of all languages; this entry of fflate begins threads of the runtime.
  imports: ["zod#z", "fflate"],
  isFree: (place) => !isProgram(place),
  message: (what) => `Import * as z from "zod", or "fflate/browser": ${what} brings what is not used`,
});

function createBan(ban: Ban): Deno.lint.Rule {
  return {
    create(context) {
      if (ban.isFree(locate(context.filename))) return {};
      const check = (node: Deno.lint.Node, path: string | undefined) => {
        if (path !== undefined && ban.globals.includes(path)) context.report({ node, message: ban.message(path) });
      };
      return {
        MemberExpression: (node) => check(node, globalPath(node)),
        "CallExpression > Identifier": (node: Deno.lint.Identifier) => {
          if (node.parent.type === "CallExpression" && isSame(node.parent.callee, node)) check(node, node.name);
        },
        "MemberExpression > Identifier": (node: Deno.lint.Identifier) => {
          if (node.parent.type === "MemberExpression" && isSame(node.parent.object, node)) check(node, node.name);
        },
        VariableDeclarator: (node) => declaredPaths(node).forEach((path) => check(node, path)),
        ImportDeclaration: (node) => {
          const found = importedNames(node).find((name) => ban.imports?.includes(name));
          if (found !== undefined) context.report({ node, message: ban.message(`"${found.replace("#", '" #')}`) });
        },
      };
    },
  };
}

function isProgram(place: SourcePlace): boolean {
  return place.area === "src" || place.area === "root";
}

function isSame(one: Deno.lint.Node, other: Deno.lint.Node): boolean {
  return one.range[0] === other.range[0] && one.range[1] === other.range[1];
}

/** Writes `globalThis.performance["now"]` as `performance.now`; `undefined` where it is no plain path. */
function globalPath(node: Deno.lint.Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type !== "MemberExpression") return undefined;
  const object = globalPath(node.object);
  const member = memberName(node);
  if (object === undefined || member === undefined) return undefined;
  return ["globalThis", "self", "window"].includes(object) ? member : `${object}.${member}`;
}

function memberName(node: Deno.lint.MemberExpression): string | undefined {
  const { property } = node;
  if (!node.computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}

/** Paths read by `const { now } = performance` or `const output = console`. */
function declaredPaths(node: Deno.lint.VariableDeclarator): string[] {
  const object = node.init === null ? undefined : globalPath(node.init);
  if (object === undefined) return [];
  // A path of several parts is a member expression, which is checked as such.
  const whole = object.includes(".") ? [] : [object];
  if (node.id.type !== "ObjectPattern") return whole;
  const prefix = object === "globalThis" ? "" : `${object}.`;
  const members = node.id.properties.flatMap((property) =>
    property.type === "Property" && property.key.type === "Identifier" ? [`${prefix}${property.key.name}`] : []
  );
  return [...whole, ...members];
}

/** A module's specifier, and the specifier with each imported name: `default` and `*` for the whole. */
function importedNames(node: Deno.lint.ImportDeclaration): string[] {
  const module = node.source.value;
  return [module, ...node.specifiers.map((specifier) => `${module}#${importedName(specifier)}`)];
}

function importedName(specifier: Deno.lint.ImportDeclaration["specifiers"][number]): string {
  if (specifier.type === "ImportNamespaceSpecifier") return "*";
  if (specifier.type === "ImportDefaultSpecifier") return "default";
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
}
