const OWNED = `
  experiment_id INTEGER REFERENCES experiment (id) ON DELETE CASCADE ON UPDATE CASCADE,
  project_id INTEGER REFERENCES project (id) ON DELETE CASCADE ON UPDATE CASCADE`;
const TIMES = "create_time VARCHAR(30) NOT NULL, update_time VARCHAR(30) NOT NULL";
const ONE_OWNER = "CHECK ((project_id IS NULL) <> (experiment_id IS NULL))";
const FOLLOWS = "ON DELETE CASCADE ON UPDATE CASCADE";

/** The tables of the dashboard of swanboard 0.1. */
export const DASHBOARD_SCHEMA: string = `
CREATE TABLE IF NOT EXISTS project (
  id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL UNIQUE, description VARCHAR(255), sum INTEGER,
  charts INTEGER NOT NULL, pinned_opened INTEGER NOT NULL, hidden_opened INTEGER NOT NULL, more VARCHAR(255),
  version VARCHAR(30) NOT NULL, ${TIMES});
CREATE TABLE IF NOT EXISTS experiment (
  id INTEGER NOT NULL PRIMARY KEY, project_id INTEGER NOT NULL REFERENCES project (id) ${FOLLOWS},
  run_id TEXT NOT NULL UNIQUE, name VARCHAR(100) NOT NULL, description VARCHAR(255),
  sort INTEGER NOT NULL CHECK (sort >= 0), status INTEGER NOT NULL, show INTEGER NOT NULL, light VARCHAR(20),
  dark VARCHAR(20), pinned_opened INTEGER NOT NULL, hidden_opened INTEGER NOT NULL, more TEXT,
  version VARCHAR(30) NOT NULL, create_time VARCHAR(30) NOT NULL, finish_time VARCHAR(30),
  update_time VARCHAR(30) NOT NULL, UNIQUE (name, project_id), UNIQUE (sort, project_id));
CREATE TABLE IF NOT EXISTS chart (
  id INTEGER NOT NULL PRIMARY KEY, ${OWNED}, name VARCHAR(100) NOT NULL, description VARCHAR(255),
  system INTEGER NOT NULL, type VARCHAR(10) NOT NULL, reference VARCHAR(10) NOT NULL, status INTEGER NOT NULL,
  sort INTEGER, config TEXT, more TEXT, ${TIMES}, ${ONE_OWNER}, UNIQUE (name, experiment_id), UNIQUE (name, project_id));
CREATE TABLE IF NOT EXISTS namespace (
  id INTEGER NOT NULL PRIMARY KEY, ${OWNED}, name VARCHAR(100) NOT NULL, description VARCHAR(255),
  sort INTEGER NOT NULL CHECK (sort >= 0), opened INTEGER NOT NULL, more TEXT, ${TIMES}, ${ONE_OWNER},
  UNIQUE (name, experiment_id), UNIQUE (name, project_id));
CREATE TABLE IF NOT EXISTS display (
  id INTEGER NOT NULL PRIMARY KEY, chart_id INTEGER NOT NULL REFERENCES chart (id) ${FOLLOWS},
  namespace_id INTEGER NOT NULL REFERENCES namespace (id) ${FOLLOWS}, sort INTEGER NOT NULL CHECK (sort >= 0),
  more TEXT, ${TIMES}, UNIQUE (chart_id, namespace_id));
CREATE TABLE IF NOT EXISTS tag (
  id INTEGER NOT NULL PRIMARY KEY, experiment_id INTEGER NOT NULL REFERENCES experiment (id) ${FOLLOWS},
  name VARCHAR(255) NOT NULL, folder VARCHAR(255), type VARCHAR(10) NOT NULL, description VARCHAR(100),
  system INTEGER NOT NULL, sort INTEGER NOT NULL, more TEXT, ${TIMES}, UNIQUE (name, experiment_id));
CREATE TABLE IF NOT EXISTS source (
  id INTEGER NOT NULL PRIMARY KEY, tag_id INTEGER NOT NULL REFERENCES tag (id) ${FOLLOWS},
  chart_id INTEGER NOT NULL REFERENCES chart (id) ${FOLLOWS}, sort INTEGER NOT NULL, error TEXT, more TEXT, ${TIMES},
  UNIQUE (tag_id, chart_id));`;
