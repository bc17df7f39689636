/// <reference lib="deno.unstable" />
import { locate } from "./source_place.ts";

const SNAKE_CASE_FILE = /^[a-z0-9]+(_[a-z0-9]+)*(\.d)?\.(ts|tsx|js|mjs)$/;
const EMPTY_NAME = /^(index|types?|common|misc|(\w+_)?(utils?|helpers?|constants?))\./;
/** What `deno test` takes for a test; those live in `tests`. */
const TEST_NAME = /[._]test\.\w+$/;
const QUANTITY = /(timeout|latency|duration|delay|interval)$/i;
const NUMERIC_TYPE = /\b(number|bigint|Float\d+Array|Big(Int|Uint)64Array|U?[Ii]nt\d+Array)\b/;

/** Refuses file names that are not snake_case, and names that say nothing. */
export const fileName: Deno.lint.Rule = {
  create(context) {
    return {
      Program(node) {
        const { name, area } = locate(context.filename);
        const report = (message: string) => context.report({ range: [node.range[0], node.range[0] + 1], message });
        if (!SNAKE_CASE_FILE.test(name)) report(`File name "${name}" is not snake_case`);
        if (EMPTY_NAME.test(name)) report(`File name "${name}" does not say what the file is about`);
        if (area === "src" && TEST_NAME.test(name)) report(`File name "${name}" reads as a test to "deno test"`);
      },
    };
  },
};

/** Refuses numeric properties and parameters named after a span of time without its unit. */
export const unitSuffix: Deno.lint.Rule = {
  create(context) {
    const check = (key: Deno.lint.Node, annotation: Deno.lint.Node | undefined) => {
      const name = nameOf(key);
      if (name === undefined || !QUANTITY.test(name)) return;
      if (annotation !== undefined && !NUMERIC_TYPE.test(context.sourceCode.getText(annotation))) return;
      context.report({ node: key, message: `Name the unit: ${name}${name.includes("_") ? "_ms" : "Ms"}` });
    };
    const checkParameters = (node: { readonly params: readonly Deno.lint.Parameter[] }) => {
      for (const param of node.params) {
        const bound = boundIdentifier(param);
        if (bound !== undefined) check(bound, bound.typeAnnotation);
      }
    };
    return {
      TSPropertySignature: (node) => check(node.key, node.typeAnnotation),
      PropertyDefinition: (node) => {
        if (node.typeAnnotation !== undefined || isNumber(node.value)) check(node.key, node.typeAnnotation);
      },
      FunctionDeclaration: checkParameters,
      FunctionExpression: checkParameters,
      ArrowFunctionExpression: checkParameters,
      TSDeclareFunction: checkParameters,
      TSEmptyBodyFunctionExpression: checkParameters,
      TSMethodSignature: checkParameters,
      TSFunctionType: checkParameters,
    };
  },
};

/** The plain name a parameter binds; the names of a destructured object belong to its type. */
function boundIdentifier(
  param: Deno.lint.Parameter | Deno.lint.AssignmentPattern["left"],
): Deno.lint.Identifier | undefined {
  if (param.type === "AssignmentPattern") return boundIdentifier(param.left);
  if (param.type === "TSParameterProperty") return boundIdentifier(param.parameter);
  return param.type === "Identifier" ? param : undefined;
}

function nameOf(key: Deno.lint.Node): string | undefined {
  if (key.type === "Identifier" || key.type === "PrivateIdentifier") return key.name;
  return key.type === "Literal" && typeof key.value === "string" ? key.value : undefined;
}

function isNumber(value: Deno.lint.Expression | null): boolean {
  return value?.type === "Literal" && typeof value.value === "number";
}
