import { testPage } from "./run_page.ts";

await testPage("README.md", { areApart: true });
