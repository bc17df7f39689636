import { equal } from "node:assert/strict";
import { gatherLicenses } from "../../../scripts/build/licenses.ts";

Deno.test("gatherLicenses() names each package with its version and gives its license texts in full", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/zeta/vendor`, { recursive: true });
  await Deno.mkdir(`${folder}/zeta/node_modules/other`, { recursive: true });
  await Deno.mkdir(`${folder}/alpha`);
  await Deno.writeTextFile(`${folder}/zeta/package.json`, `{"name": "zeta", "version": "2.0.0", "license": "MIT"}`);
  await Deno.writeTextFile(`${folder}/zeta/LICENSE.md`, "Zeta may be used.\n");
  await Deno.writeTextFile(`${folder}/zeta/NOTICE`, "Zeta has a notice.\n");
  await Deno.writeTextFile(`${folder}/zeta/vendor/LICENSE.eta.md`, "Eta may be used in zeta.\n");
  await Deno.writeTextFile(`${folder}/zeta/node_modules/other/LICENSE`, "Listed by itself.\n");
  await Deno.writeTextFile(`${folder}/zeta/license_checker.js`, "no license");
  await Deno.writeTextFile(`${folder}/alpha/package.json`, `{"name": "alpha", "version": "1.0.0"}`);
  const text = await gatherLicenses([`${folder}/zeta`, `${folder}/alpha`]);
  await Deno.remove(folder, { recursive: true });
  const rule = "-".repeat(80);
  equal(
    text,
    `The binary contains the following packages.

${rule}
alpha 1.0.0 (license in its text)
${rule}


${rule}
zeta 2.0.0 (MIT)
${rule}

Zeta may be used.
Zeta has a notice.
Eta may be used in zeta.
`,
  );
});
