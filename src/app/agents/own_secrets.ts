import { isOwnHeader } from "../../agents/wire/own_keys.ts";
import type { TargetPlan } from "../../config/run_plan.ts";
import { throwProblems } from "../../core/errors.ts";
import { isSecretHeader } from "../../core/secret_mask.ts";

type Secrets = Pick<TargetPlan, "endpoints" | "clientCertificatePaths">;

/** Refuses what is secret where nothing secret may travel: an agent has a key of the service of its own, and no more. */
export function refuseOtherSecrets(target: Secrets): void {
  throwProblems(
    listSecrets(target).map((what) => ({
      message: `--agents-secrets env sends nothing secret, and ${what} is`,
      hint: "Leave it out, or let it go sealed (--agents-secrets sealed)",
    })),
  );
}

function listSecrets({ endpoints, clientCertificatePaths }: Secrets): readonly string[] {
  const names = new Set(endpoints.flatMap(({ headers }) => Object.keys(headers)));
  const headers = [...names].filter((name) => isSecretHeader(name) && !isOwnHeader(name));
  const hasPassword = endpoints.some(({ proxy }) => proxy !== null && new URL(proxy.url).password !== "");
  return [
    ...headers.map((name) => `the header ${name}`),
    ...(clientCertificatePaths === null ? [] : ["the key of the client's certificate (--client-key)"]),
    ...(hasPassword ? ["the password of the proxy"] : []),
  ];
}
