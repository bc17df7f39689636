interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const LICENSE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;
const RULE = "-".repeat(80);

/** Gathers the licenses of the packages in a bundle into one text, which their authors ask to be given along. */
export async function gatherLicenses(packageFolders: readonly string[]): Promise<string> {
  const texts = await Promise.all(packageFolders.map(readLicense));
  return `The binary contains the following packages.\n\n${texts.toSorted().join("\n")}`;
}

async function readLicense(folder: string): Promise<string> {
  const manifest: Manifest = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
  const files = await Array.fromAsync(findLicenseFiles(folder));
  const texts = await Promise.all(files.sort().map((file) => Deno.readTextFile(file)));
  const title = `${manifest.name} ${manifest.version} (${manifest.license ?? "license in its text"})`;
  return [RULE, title, RULE, "", ...texts.map((text) => text.trim()), ""].join("\n");
}

/** Looks into folders too: code that a package took from elsewhere has its license beside it. */
async function* findLicenseFiles(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory && name !== "node_modules") yield* findLicenseFiles(path);
    else if (!isDirectory && LICENSE_FILE.test(name)) yield path;
  }
}
