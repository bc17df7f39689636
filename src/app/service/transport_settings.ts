import type { TargetPlan } from "../../config/run_plan.ts";
import { DataError, reasonOf } from "../../core/errors.ts";
import type { TransportSettings } from "../../transport/transport.ts";

/** Reads what a transport needs of a plan, the certificate files included. */
export async function readTransportSettings({ caCertPaths, timeouts }: TargetPlan): Promise<TransportSettings> {
  const caCerts: string[] = [];
  for (const path of caCertPaths) caCerts.push(await readPem(path));
  return { name: "fetch", timeouts, caCerts };
}

async function readPem(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new DataError(`Cannot read the certificates in "${path}": ${reason}`, { cause, hint: "Give a PEM file" });
  }
}
