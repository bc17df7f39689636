import { DatabaseSync } from "node:sqlite";
import type { TrackerRun } from "../tracker.ts";
import type { LocalRun } from "./local_run.ts";
import { DASHBOARD_SCHEMA } from "./swanlab_schema.ts";
import { CLIENT_VERSION, COLOR } from "./swanlab_values.ts";

/** What the dashboard is told of a run. */
export interface DashboardEntry {
  readonly run: TrackerRun;
  readonly local: LocalRun;
  readonly project: string;
  readonly folderName: string;
}

type Row = Readonly<Record<string, string | number>>;

const STATUSES = { finished: 1, failed: -1, stopped: -1 } as const;

/** Adds a run to the database that `swanlab watch` reads; one that is there already is left as it is. */
export function addToDashboard(path: string, entry: DashboardEntry): void {
  using database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(DASHBOARD_SCHEMA);
  const tables = new DashboardTables(database, new Date(entry.local.endedAtMs).toISOString());
  if (tables.find("SELECT id FROM experiment WHERE run_id = ?", entry.folderName) !== null) return;
  database.exec("BEGIN");
  addRun(tables, entry);
  database.exec("COMMIT");
}

function addRun(tables: DashboardTables, { run, local, project, folderName }: DashboardEntry): void {
  // The dashboard shows one project, the first.
  const projectId = tables.find("SELECT id FROM project WHERE id = 1") ??
    tables.add("project", {
      ...{ id: 1, name: project, sum: 0, charts: 1, pinned_opened: 1, hidden_opened: 0, more: "" },
      version: CLIENT_VERSION,
    });
  tables.run("UPDATE project SET sum = coalesce(sum, 0) + 1 WHERE id = ?", projectId);
  const experiment = tables.add("experiment", {
    ...{ project_id: projectId, run_id: folderName, name: freeName(tables, run.name), description: run.description },
    ...{
      sort: (tables.find("SELECT max(sort) AS id FROM experiment") ?? 0) + 1,
      status: STATUSES[local.outcome],
      show: 1,
    },
    ...{ light: COLOR, dark: COLOR, pinned_opened: 1, hidden_opened: 0, more: "", version: CLIENT_VERSION },
    finish_time: new Date(local.endedAtMs).toISOString(),
  });
  const own = tables.add("namespace", { experiment_id: experiment, name: "default", sort: 0, opened: 1 });
  const shared = tables.find("SELECT id FROM namespace WHERE project_id = ? AND name = 'default'", projectId) ??
    tables.add("namespace", { project_id: projectId, name: "default", sort: 0, opened: 1 });
  const names = [...local.series.keys()].map((name) => [name, "line"] as const);
  const texts = local.texts.map(([name]) => [name, "text"] as const);
  for (const [sort, [name, type]] of [...names, ...texts].entries()) {
    const tag = tables.add("tag", {
      ...{ experiment_id: experiment, name, folder: String(sort), type, description: "", system: 0, sort },
    });
    tables.addChart({ owner: ["experiment_id", experiment], namespace: own, name, type, sort, tag });
    tables.addChart({ owner: ["project_id", projectId], namespace: shared, name, type, sort, tag });
  }
}

/** Names are unique there. */
function freeName(tables: DashboardTables, name: string): string {
  for (let number = 1;; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (tables.find("SELECT id FROM experiment WHERE name = ?", candidate) === null) return candidate;
  }
}

interface Chart {
  readonly owner: readonly [column: "experiment_id" | "project_id", id: number];
  readonly namespace: number;
  readonly name: string;
  readonly type: "line" | "text";
  readonly sort: number;
  readonly tag: number;
}

class DashboardTables {
  readonly #database: DatabaseSync;
  readonly #time: string;

  constructor(database: DatabaseSync, time: string) {
    this.#database = database;
    this.#time = time;
  }

  find(sql: string, ...values: readonly (string | number)[]): number | null {
    const row = this.#database.prepare(sql).get(...values);
    return typeof row?.id === "number" ? row.id : null;
  }

  run(sql: string, ...values: readonly (string | number)[]): void {
    this.#database.prepare(sql).run(...values);
  }

  add(table: string, row: Row): number {
    const whole = { ...row, create_time: this.#time, update_time: this.#time };
    const names = Object.keys(whole);
    const sql = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
    return Number(this.#database.prepare(sql).run(...Object.values(whole)).lastInsertRowid);
  }

  /** A chart exists once for the run and once for all runs of the project, which share it. */
  addChart({ owner: [column, id], namespace, name, type, sort, tag }: Chart): void {
    const chart = this.find(`SELECT id FROM chart WHERE ${column} = ? AND name = ?`, id, name) ??
      this.#addFreshChart({ owner: [column, id], namespace, name, type, sort, tag });
    this.add("source", { tag_id: tag, chart_id: chart, sort: 0, error: "", more: "" });
  }

  #addFreshChart({ owner: [column, id], namespace, name, type, sort }: Chart): number {
    const system = column === "experiment_id" ? 1 : 0;
    const chart = this.add("chart", { [column]: id, name, system, type, reference: "step", status: 0 });
    this.add("display", { chart_id: chart, namespace_id: namespace, sort, more: "" });
    return chart;
  }
}
