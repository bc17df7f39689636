/**
 * A model of this machine behind OpenAI's endpoints. This folder must not know anything of the client's side.
 */

/** What a server serves, and where. */
export interface ServerSettings {
  readonly port: number;
  /** The name under which requests ask for the model. */
  readonly servedName: string;
  /** Absolute path of the model's folder. */
  readonly folder: string;
  /** Which of the model's ONNX files is loaded, by the library's name of its number format. */
  readonly dtype: string;
  /** Weights lie beside the ONNX file. */
  readonly hasExternalData: boolean;
  readonly attention: "default" | "fused" | "unfused";
}

/** What a server tells whoever started it. */
export type FromServer =
  | { readonly kind: "ready"; readonly modelKind: string; readonly runtime: string }
  | { readonly kind: "failed"; readonly message: string; readonly stack: string };
