import { fileURLToPath } from "node:url";
import type { FleetScene, Part } from "./fleet_scene.ts";
import { sleep } from "./loss_scene.ts";

/** Agents whose requests go nowhere (`scripted_agents.ts`), as a script that a process runs. */
const SCRIPTED: string = fileURLToPath(new URL("scripted_agents.ts", import.meta.url));

/** Who works records through and does nothing else (`record_reader.ts`). */
export const RECORD_READER: string = fileURLToPath(new URL("record_reader.ts", import.meta.url));

/** Starts them on the bus of a scene, which may just have been started. */
export async function startScripted(scene: FleetScene): Promise<Part> {
  await sleep(500);
  const agents = scene.start([scene.busUrl, "4"], { script: SCRIPTED });
  await agents.until(/scripted-3 waits for a run/);
  return agents;
}
