/** Returns the path of a `file:` URL as the operating system writes it. */
export function fromFileUrl(url: URL): string {
  const path = decodeURIComponent(url.pathname);
  // "/C:/folder" is "C:\folder" on Windows.
  return Deno.build.os === "windows" ? path.slice(1).replaceAll("/", "\\") : path;
}
