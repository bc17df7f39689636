import { fileURLToPath } from "node:url";

/** Agents whose requests go nowhere (`scripted_agents.ts`), as a script that a process runs. */
export const SCRIPTED: string = fileURLToPath(new URL("scripted_agents.ts", import.meta.url));

/** Who works records through and does nothing else (`record_reader.ts`). */
export const RECORD_READER: string = fileURLToPath(new URL("record_reader.ts", import.meta.url));
