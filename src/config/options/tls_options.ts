import * as z from "zod";
import { type OptionTable, perfOptions } from "../option_spec.ts";
import { text, toggle } from "./value_schemas.ts";

/** Values of the options that say whom https trusts and what the client shows of itself. */
export interface TlsValues {
  readonly insecure: boolean;
  readonly ca_cert: readonly string[];
  readonly client_cert: string | null;
  readonly client_key: string | null;
}

/** Options that say whom https trusts and what the client shows of itself. */
export const TLS_OPTIONS: OptionTable<TlsValues> = perfOptions<TlsValues>("Connection", {
  insecure: {
    arity: "flag",
    schema: () => toggle(),
    defaultValue: false,
    help: "Accept any certificate of the service, as curl -k does; --ca-cert trusts one authority instead",
    isOurs: true,
    shapesWorkload: true,
  },
  ca_cert: {
    arity: "many",
    placeholder: "FILE",
    schema: () => z.array(text()),
    defaultValue: [],
    completes: "file",
    help: "PEM file with certificates of further authorities; repeatable; SSL_CERT_FILE does the same",
    isRepeatable: true,
    envNames: ["SSL_CERT_FILE"],
    isOurs: true,
    shapesWorkload: false,
  },
  client_cert: {
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    completes: "file",
    help: "PEM file with the client's own certificate and its chain, for a service that asks for one",
    isOurs: true,
    shapesWorkload: false,
  },
  client_key: {
    placeholder: "FILE",
    schema: () => text(),
    defaultValue: null,
    defaultText: "in the file of --client-cert",
    completes: "file",
    help: "PEM file with the key of --client-cert, without a password",
    isOurs: true,
    shapesWorkload: false,
  },
});
