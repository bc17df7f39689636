/** The version of this build; equal to that of `deno.json` (a test holds them together). */
export const VERSION = "0.1.0";
