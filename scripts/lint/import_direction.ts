/// <reference lib="deno.unstable" />
import { locate, resolveSpecifier, type SourcePlace } from "./source_place.ts";

/** The project's layers: what each folder of `src` may import besides itself. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  config: ["core", "metrics"],
  tokenizers: ["core"],
  transport: ["core"],
  apis: ["core", "transport", "tokenizers"],
  datasets: ["core", "tokenizers"],
  engine: ["core"],
  shards: ["core", "engine", "apis", "transport"],
  agents: ["core", "shards"],
  metrics: ["core"],
  tuning: ["core", "metrics"],
  report: ["core", "metrics"],
  live: ["core", "metrics"],
  visualizers: ["core", "metrics"],
  telemetry: ["core", "metrics"],
  simulator: ["core", "tokenizers"],
  local_server: ["core", "tokenizers"],
  app: [
    "core",
    "config",
    "tokenizers",
    "transport",
    "apis",
    "datasets",
    "engine",
    "shards",
    "agents",
    "metrics",
    "tuning",
    "report",
    "live",
    "visualizers",
    "telemetry",
    "simulator",
    "local_server",
  ],
  cli: ["core", "config", "report", "app"],
};

/**
 * The rooms of a layer: what each folder of it may import of the others. A file of the layer's own top may import all of
 * them and is imported by none of them; a layer that is not here has no inner order.
 */
export const ROOMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  app: {
    run: [],
    local: ["run"],
    bus: ["local"],
    agents: ["run", "bus", "workload", "step"],
    service: ["run"],
    workload: ["run"],
    step: ["run", "workload"],
    preview: ["step"],
    dataset: ["run", "workload", "step"],
    output: ["run", "step"],
    tune: ["run", "step", "output"],
    perf: ["run", "agents", "calibration", "workload", "service", "local", "step", "preview", "output", "tune"],
    calibration: [],
    calibrate: ["run", "perf", "calibration"],
    library: ["run", "perf"],
    results: [],
    compare: [],
    live: ["run", "output", "results"],
    agentx: ["run"],
  },
  shards: {
    protocol: [],
    agent: ["protocol"],
    coordinator: ["protocol"],
    links: ["protocol", "agent"],
  },
  agents: {
    wire: [],
    agent: ["wire"],
    coordinator: ["wire"],
  },
  report: {
    text: [],
    model: ["text"],
    parts: ["text", "model"],
    charts: ["text", "model", "parts"],
    plots: ["charts"],
    pages: ["text", "model", "parts", "charts"],
    files: ["text", "parts"],
    sla: ["text", "parts", "files"],
    html: ["text", "model", "parts", "charts", "comparison"],
    comparison: ["text", "parts"],
    exports: ["text", "model", "parts"],
    database: [],
    reading: ["model", "files", "database", "sla"],
  },
};

/** Refuses imports of `src` that go against the direction of `LAYERS`, in every form an import can have. */
export const importDirection: Deno.lint.Rule = {
  create(context) {
    const from = locate(context.filename);
    if (from.area !== "src") return {};
    const check = (node: Deno.lint.Node, source: Deno.lint.Node | null) => {
      const specifier = source === null ? undefined : literalText(source);
      const message = specifier === undefined ? undefined : objection(from, specifier);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.argument),
      // A worker's module: new URL("./worker_main.ts", import.meta.url).
      NewExpression: (node) => {
        if (isModuleUrl(node)) check(node, node.arguments[0] ?? null);
      },
      // import.meta.resolve("./worker_main.ts").
      CallExpression: (node) => {
        if (isOfModule(node.callee)) check(node, node.arguments[0] ?? null);
      },
    };
  },
};

function objection(from: SourcePlace, specifier: string): string | undefined {
  const to = resolveSpecifier(specifier, from);
  if (to === undefined) return undefined;
  if (to.area !== "src") return `src must not import ${to.path}, which is outside of it`;
  if (from.layer === undefined || to.layer === undefined) return `${to.path} is in no folder of src`;
  const allowed = LAYERS[from.layer];
  if (allowed === undefined) return `src/${from.layer} is not in the table of layers`;
  if (to.layer === from.layer) return objectionWithin(from.layer, from, to);
  if (allowed.includes(to.layer)) return undefined;
  return `src/${from.layer} must not import src/${to.layer}`;
}

function objectionWithin(layer: string, from: SourcePlace, to: SourcePlace): string | undefined {
  const rooms = ROOMS[layer];
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  if (rooms === undefined || fromRoom === undefined || fromRoom === toRoom) return undefined;
  const allowed = rooms[fromRoom];
  if (allowed === undefined) return `src/${layer}/${fromRoom} is not in the table of rooms`;
  if (toRoom !== undefined && allowed.includes(toRoom)) return undefined;
  return `src/${layer}/${fromRoom} must not import src/${layer}/${toRoom ?? to.name}`;
}

/** The folder directly under the layer's; `undefined` for files of the layer's own top. */
function roomOf({ path }: SourcePlace): string | undefined {
  const parts = path.split("/");
  return parts.length > 3 ? parts[2] : undefined;
}

function literalText(node: Deno.lint.Node): string | undefined {
  if (node.type === "TSLiteralType") return literalText(node.literal);
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node.type !== "TemplateLiteral" || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.cooked;
}

function isModuleUrl(node: Deno.lint.NewExpression): boolean {
  const base = node.arguments[1];
  return node.callee.type === "Identifier" && node.callee.name === "URL" && base !== undefined && isOfModule(base);
}

/** `import.meta.url`, `import.meta.resolve`. */
function isOfModule(node: Deno.lint.Node): boolean {
  return node.type === "MemberExpression" && node.object.type === "MetaProperty";
}
