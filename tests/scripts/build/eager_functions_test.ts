import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { compileWithModule } from "../../../scripts/build/eager_functions.ts";

const SOURCE = `import { sep } from "node:path";
const early = declared(2);
function declared(count) { return inner(count) + sep.length; function inner(x) { return x * 10 } }
async function later() { return await Promise.all([1, 2].map(async (x) => x + declared(x))) }
function* steps(n = ((a) => a + 1)(1)) { for (let i = 0; i < n; i++) yield () => i }
class Point {
  #x = 1;
  scale = (by) => (deep) => this.#x * by * deep;
  get x() { return this.#x }
  set x(value) { this.#x = value }
  static make() { return new Point() }
}
const members = { short(a) { return a }, long: function (a) { return a + this.one }, one: 1, get two() { return 2 } };
function recurse(n) { return n === 0 ? [] : [n, ...recurse(n - 1)] }
const point = Point.make();
point.x = 3;
export const results = [
  early, await later(), [...steps()].map((step) => step()), point.scale(2)(5), members.short(1), members.long(1),
  members.two, recurse(3), declared.name, (() => {}).name, later.name, new Function("return 7")(),
];
export { declared };
export default (a, b) => ({ a, b });
`;

async function evaluate(code: string): Promise<unknown> {
  const { results, declared, default: make } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return [results, declared(1), declared.length, make(1, 2)];
}

Deno.test("compileWithModule() leaves the meaning of a module as it is", async () => {
  assertEquals(await evaluate(compileWithModule(SOURCE)), await evaluate(SOURCE));
});

Deno.test("compileWithModule() puts functions into parentheses, and declarations before what calls them", () => {
  assertEquals(
    compileWithModule("go(a);function go(f){return f(x=>y=>x)}export{go};let o={m(){},n:function(){}};class C{m(){}}"),
    "var go=(function go(f){return f((x=>(y=>x)))});go(a);;export{go};let o={m(){},n:(function(){})};class C{m(){}}",
  );
});
