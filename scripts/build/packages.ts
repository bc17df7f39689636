/** Lays the packages of the lock file out as a `node_modules` folder, which is what a bundler reads. */
export async function installPackages(root: string, folder: string): Promise<void> {
  await Deno.mkdir(folder);
  const { imports } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify({ nodeModulesDir: "auto", imports }));
  await Deno.copyFile(`${root}/deno.lock`, `${folder}/deno.lock`);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["install", "--quiet", "--frozen"],
    cwd: folder,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  });
  const { code } = await command.output();
  if (code !== 0) throw new Error(`"deno install" ended with exit code ${code}: is deno.lock up to date?`);
}
