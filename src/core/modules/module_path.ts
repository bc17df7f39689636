/** Whether a path names a JavaScript or TypeScript file. */
export function isModulePath(path: string): boolean {
  return /\.[cm]?[jt]s$/.test(path);
}
