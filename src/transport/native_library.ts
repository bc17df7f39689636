/** Functions of a native library, as long as it is open. */
export interface NativeLibrary<Functions> extends Disposable {
  readonly functions: Functions;
}

/**
 * Makes functions of a native library harmless after its closing: the code that they lead to is freed then, and a late
 * call (a stream that is closed after its transport) would end the process. They return `closed` from then on.
 */
export function guardLibrary<Functions extends object>(
  { symbols, close }: { readonly symbols: Functions; close(): void },
  closed: number | null,
): NativeLibrary<Functions> {
  const functions: Functions = { ...symbols };
  return {
    functions,
    [Symbol.dispose]() {
      for (const name of Object.keys(functions)) Reflect.set(functions, name, () => closed);
      close();
    },
  };
}

/** Whether the user has allowed it: where it is open, trying would ask at the terminal. */
export function mayLoadLibraries(): boolean {
  return Deno.permissions.querySync({ name: "ffi" }).state === "granted";
}
