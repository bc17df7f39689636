import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject } from "../../core/json.ts";
import { drawId } from "../../core/random.ts";
import { textAt, valueAt } from "../tracker_http.ts";
import type { StoredFile, WandbApi } from "./wandb_api.ts";

/** The run that an artefact belongs to. */
export interface ArtifactOwner {
  readonly entityName: string;
  readonly projectName: string;
  readonly runName: string;
}

const CREATE = `mutation CreateArtifact($input: CreateArtifactInput!) {
  createArtifact(input: $input) { artifact { id state } }
}`;
const MANIFEST =
  `mutation CreateArtifactManifest($artifactID: ID!, $name: String!, $digest: String!, $entityName: String!,
  $projectName: String!, $runName: String!, $manifestType: ArtifactManifestType!, $includeUpload: Boolean!) {
  createArtifactManifest(input: {artifactID: $artifactID, name: $name, digest: $digest, entityName: $entityName,
    projectName: $projectName, runName: $runName, type: $manifestType}) {
    artifactManifest { id file { id uploadUrl @include(if: $includeUpload) uploadHeaders @include(if: $includeUpload) } }
  }
}`;
const FILES = `mutation CreateArtifactFiles($input: CreateArtifactFilesInput!) {
  createArtifactFiles(input: $input) {
    files { edges { node { uploadUrl uploadHeaders artifact { id } } } }
  }
}`;
const COMMIT = `mutation CommitArtifact($artifactID: ID!) {
  commitArtifact(input: {artifactID: $artifactID}) { artifact { id } }
}`;

/** Keeps a file as an artefact of its own, in versions; content that the service has is not sent again. */
export async function keepArtifact(
  api: WandbApi,
  owner: ArtifactOwner,
  { collection, step, file }: { collection: string; step: number; file: StoredFile },
): Promise<void> {
  const [name, bytes] = file;
  const md5 = md5Of(bytes, "base64");
  const created = await api.query("CreateArtifact", CREATE, {
    input: {
      ...owner,
      artifactTypeName: "report",
      artifactCollectionName: collection,
      // The service's own rule for the digest of a manifest.
      digest: md5Of(`wandb-artifact-manifest-v1\n${name}:${md5}\n`, "hex"),
      digestAlgorithm: "MANIFEST_MD5",
      enableDigestDeduplication: true,
      clientID: drawId(128),
      sequenceClientID: drawId(128),
      aliases: [{ artifactCollectionName: collection, alias: "latest" }],
      historyStep: step,
      metadata: "{}",
    },
  });
  if (valueAt(created, "createArtifact", "artifact", "state") === "COMMITTED") return;
  const artifactID = textAt(created, "createArtifact", "artifact", "id");
  const contents = { [name]: await sendFile(api, { owner, artifactID, name, bytes, md5 }) };
  await sendManifest(api, { owner, artifactID, contents });
  await api.query("CommitArtifact", COMMIT, { artifactID });
}

interface ArtifactFile {
  readonly owner: ArtifactOwner;
  readonly artifactID: string;
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly md5: string;
}

async function sendFile(api: WandbApi, { owner, artifactID, name, bytes, md5 }: ArtifactFile): Promise<JsonObject> {
  const empty = await api.query("CreateArtifactManifest", MANIFEST, {
    ...manifestVariables(owner, artifactID),
    digest: "",
    includeUpload: false,
  });
  const artifactManifestID = textAt(empty, "createArtifactManifest", "artifactManifest", "id");
  const artifactFiles = [{ artifactID, artifactManifestID, name, md5 }];
  const answer = await api.query("CreateArtifactFiles", FILES, { input: { storageLayout: "V2", artifactFiles } });
  const node = valueAt(answer, "createArtifactFiles", "files", "edges", "0", "node");
  const url = valueAt(node, "uploadUrl");
  // No address: the service has this content already.
  if (typeof url === "string") await api.put({ url, headers: valueAt(node, "uploadHeaders") }, bytes);
  return { digest: md5, size: bytes.length, birthArtifactID: textAt(node, "artifact", "id") };
}

async function sendManifest(
  api: WandbApi,
  { owner, artifactID, contents }: { owner: ArtifactOwner; artifactID: string; contents: JsonObject },
): Promise<void> {
  const manifest = new TextEncoder().encode(JSON.stringify({
    version: 1,
    storagePolicy: "wandb-storage-policy-v1",
    storagePolicyConfig: { storageLayout: "V2" },
    contents,
  }));
  const answer = await api.query("CreateArtifactManifest", MANIFEST, {
    ...manifestVariables(owner, artifactID),
    digest: md5Of(manifest, "base64"),
    includeUpload: true,
  });
  const file = valueAt(answer, "createArtifactManifest", "artifactManifest", "file");
  if (!isJsonObject(file)) return;
  await api.put({ url: textAt(file, "uploadUrl"), headers: file.uploadHeaders ?? null }, manifest);
}

function manifestVariables(owner: ArtifactOwner, artifactID: string): JsonObject {
  return { ...owner, artifactID, name: "wandb_manifest.json", manifestType: "FULL" };
}

function md5Of(data: Uint8Array | string, encoding: "hex" | "base64"): string {
  return createHash("md5").update(data).digest(encoding);
}
