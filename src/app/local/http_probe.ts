import { get } from "node:http";

/** A service that accepts connections but does not answer is not ready. */
const MAX_WAIT_MS = 2000;

/** Tells whether a service of this machine answers a path with status 200; asks past any proxy. */
export function answersWell(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const fail = () => {
      const isWell = false;
      resolve(isWell);
    };
    const request = get({ host: "127.0.0.1", port, path, agent: false, timeout: MAX_WAIT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", fail);
    request.on("close", fail);
  });
}
