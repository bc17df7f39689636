import { deepStrictEqual as assertEquals } from "node:assert/strict";
import { compileArguments } from "../../../scripts/build/compile.ts";

const BUNDLE = { main: "main.js", workers: ["worker_main.js"], data: ["code.gz"], bytes: 1, packageFolders: [] };

Deno.test("compileArguments() grants what the program needs and no more, and includes workers and data", () => {
  const options = { folder: "bundle", bundle: BUNDLE, output: "dist/streamgauge", compiler: "deno" };
  const args = compileArguments({ ...options, target: null });
  assertEquals(args.filter((arg) => arg.startsWith("--allow") || arg === "-A"), [
    "--allow-net",
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
    "--allow-run",
    "--allow-ffi",
  ]);
  assertEquals(args.filter((arg) => arg.startsWith("--v8-flags")), [
    "--v8-flags=--min-semi-space-size=32,--initial-old-space-size=128",
  ]);
  const included = ["--include", "worker_main.js", "--include", "code.gz"];
  assertEquals(args.slice(-7), [...included, "--output", "dist/streamgauge", "main.js"]);
  assertEquals(args.filter((arg) => arg === "--target"), []);
});

Deno.test("compileArguments() names the machine to compile for", () => {
  const options = { folder: "bundle", bundle: BUNDLE, output: "dist/streamgauge", compiler: "deno" };
  const args = compileArguments({ ...options, target: "aarch64-apple-darwin" });
  assertEquals(args[args.indexOf("--target") + 1], "aarch64-apple-darwin");
});
