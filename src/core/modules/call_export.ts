/** Calls what a module exports to make something: a function, or a class, which wants `new`. */
export function callExport(exported: (...given: never[]) => unknown, context: unknown): unknown {
  const isClass = /^class\b/.test(Function.prototype.toString.call(exported));
  return isClass
    ? Reflect.construct(exported, [context])
    : (exported as unknown as (context: unknown) => unknown)(context);
}
