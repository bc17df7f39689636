import { findFreePort } from "../../support/free_port.ts";
import { findNatsServer } from "../../../src/app/bus/find_server.ts";
import type { FleetScene } from "./fleet_scene.ts";

/** Starts a nats-server of our own as the bus of a scene. */
export async function startOwnBus(
  scene: FleetScene,
): Promise<{ readonly server: Deno.ChildProcess; readonly port: number }> {
  const port = await findFreePort();
  scene.busUrl = `nats://127.0.0.1:${port}`;
  return { server: await startServer(scene, port), port };
}

/** Starts a nats-server of our own, so that it can be killed and started again at the same place. */
export async function startServer(scene: FleetScene, port: number): Promise<Deno.ChildProcess> {
  const config = `${scene.folder}/bus.conf`;
  const store = JSON.stringify(`${scene.folder}/streams`);
  await Deno.writeTextFile(
    config,
    `listen: "127.0.0.1:${port}"\njetstream { store_dir: ${store}, max_file_store: 8GB }\n`,
  );
  const program = await findNatsServer(Deno.env.toObject());
  return new Deno.Command(program, { args: ["-c", config], stdin: "null", stdout: "null", stderr: "null" }).spawn();
}
