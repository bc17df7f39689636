import { startCli } from "./src/cli/start_cli.ts";

await startCli();
