/// <reference lib="deno.unstable" />
/** Lines a file may have. */
export const MAX_FILE_LINES = 300;
/** Lines a function may have, the signature included. */
export const MAX_FUNCTION_LINES = 50;
/** Parameters a function may have: two and an options object. */
export const MAX_PARAMETERS = 3;
/** Control structures that may stand inside each other within one function. */
export const MAX_NESTING = 3;

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

type Signature =
  | FunctionNode
  | Deno.lint.TSDeclareFunction
  | Deno.lint.TSEmptyBodyFunctionExpression
  | Deno.lint.TSMethodSignature
  | Deno.lint.TSFunctionType;

/** Refuses files over `MAX_FILE_LINES`. */
export const fileLines: Deno.lint.Rule = {
  create(context) {
    return {
      Program(node) {
        const count = countLines(context.sourceCode.text);
        if (count <= MAX_FILE_LINES) return;
        context.report({ range: node.range, message: `File has ${count} lines, more than ${MAX_FILE_LINES}` });
      },
    };
  },
};

/** Refuses functions and methods over `MAX_FUNCTION_LINES`. */
export const functionLines: Deno.lint.Rule = {
  create(context) {
    const check = (node: FunctionNode) => {
      const count = countLines(context.sourceCode.getText(node));
      if (count <= MAX_FUNCTION_LINES) return;
      context.report({ node, message: `Function has ${count} lines, more than ${MAX_FUNCTION_LINES}` });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

/** Refuses signatures with more than `MAX_PARAMETERS` parameters. */
export const maxParameters: Deno.lint.Rule = {
  create(context) {
    const check = (node: Signature) => {
      const count = node.params.filter((param) => !(param.type === "Identifier" && param.name === "this")).length;
      if (count <= MAX_PARAMETERS) return;
      const hint = "Take two parameters and an options object";
      context.report({ node, message: `Function has ${count} parameters, more than ${MAX_PARAMETERS}`, hint });
    };
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
      TSDeclareFunction: check,
      TSEmptyBodyFunctionExpression: check,
      TSMethodSignature: check,
      TSFunctionType: check,
    };
  },
};

const NESTING = [
  "IfStatement",
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement",
  "SwitchStatement",
  "TryStatement",
] as const;

const FUNCTIONS = ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression", "StaticBlock"] as const;

/** Refuses control structures nested deeper than `MAX_NESTING`; `else if` is no level of its own, a function starts anew. */
export const nestingDepth: Deno.lint.Rule = {
  create(context) {
    const depths = [0];
    const visitor: Record<string, (node: Deno.lint.Node) => void> = {};
    for (const type of FUNCTIONS) {
      visitor[type] = () => depths.push(0);
      visitor[`${type}:exit`] = () => depths.pop();
    }
    for (const type of NESTING) {
      visitor[type] = (node) => {
        if (isElseIf(node)) return;
        const depth = (depths.pop() ?? 0) + 1;
        depths.push(depth);
        if (depth <= MAX_NESTING) return;
        context.report({ node, message: `Nesting is ${depth} deep, more than ${MAX_NESTING}` });
      };
      visitor[`${type}:exit`] = (node) => {
        if (!isElseIf(node)) depths.push((depths.pop() ?? 1) - 1);
      };
    }
    return visitor;
  },
};

function isElseIf(node: Deno.lint.Node): boolean {
  if (node.type !== "IfStatement") return false;
  const parent: Deno.lint.Node = node.parent;
  return parent.type === "IfStatement" && parent.alternate?.range[0] === node.range[0];
}

function countLines(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}
