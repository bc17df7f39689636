/** Makes a name fit for a folder on every system. */
export function toFolderName(name: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what must go
  const safe = name.replace(/[<>:"|?*\\/\x00-\x1f]/g, "_").replace(/[. ]+$/, (end) => "_".repeat(end.length));
  return safe === "" ? "_" : safe;
}
