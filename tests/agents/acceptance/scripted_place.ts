import { fileURLToPath } from "node:url";

/** Agents whose requests go nowhere (`scripted_agents.ts`), as a script that a process runs. */
export const SCRIPTED: string = fileURLToPath(new URL("scripted_agents.ts", import.meta.url));
