import { type Node, parse } from "acorn";
import { full } from "acorn-walk";

/**
 * Rewrites a module so that the engine compiles its functions together with it, and not each at its first call: V8 does so
 * with functions in parentheses. The runtime of a binary keeps the compiled code of a module as it is right after that, so
 * what a run needs is compiled once, not at each start. Methods cannot be put into parentheses and stay as they are.
 *
 * A declaration becomes a variable at the beginning of the module, where the declaration would have had its value, too.
 */
export function compileWithModule(code: string): string {
  const module = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const declarations = module.body.filter((node) => node.type === "FunctionDeclaration");
  const write = createWriter(code, findExpressions(module));
  const hoisted = declarations.map((node) => `var ${node.id.name}=(${write(node.start, node.end)});`);
  let rest = "";
  let end = 0;
  for (const node of declarations) {
    rest += `${write(end, node.start)};`;
    end = node.end;
  }
  return `${hoisted.join("")}${rest}${write(end, code.length)}`;
}

/** Functions that are values, methods left out. */
function findExpressions(module: Node): Node[] {
  const methods = new Set<Node>();
  const found: Node[] = [];
  full(module, (node) => {
    const { type, value, method, kind } = node as Node & { value?: Node; method?: boolean; kind?: string };
    const isMethod = type === "MethodDefinition" || (type === "Property" && (method === true || kind !== "init"));
    if (isMethod && value !== undefined) methods.add(value);
    if (type === "FunctionExpression" || type === "ArrowFunctionExpression") found.push(node);
  });
  return found.filter((node) => !methods.has(node));
}

/** Gives the text between two places, with the expressions within it in parentheses. */
function createWriter(code: string, expressions: readonly Node[]): (from: number, to: number) => string {
  const marks = expressions
    .flatMap(({ start, end }) => [{ at: start, text: "(" }, { at: end, text: ")" }])
    .sort((a, b) => a.at - b.at || (a.text === b.text ? 0 : a.text === ")" ? -1 : 1));
  return (from, to) => {
    let text = "";
    let at = from;
    for (const mark of marks) {
      const isWithin = mark.text === "(" ? mark.at >= from && mark.at < to : mark.at > from && mark.at <= to;
      if (!isWithin) continue;
      text += code.slice(at, mark.at) + mark.text;
      at = mark.at;
    }
    return text + code.slice(at, to);
  };
}
