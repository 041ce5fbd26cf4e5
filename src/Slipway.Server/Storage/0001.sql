CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  pipelines BIGINT NOT NULL DEFAULT 0,
  builds BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  subject TEXT,
  created_at BIGINT NOT NULL,
  expires_at BIGINT
);
CREATE INDEX tokens_by_subject ON tokens (subject);
CREATE TABLE intakes (
  id {identity},
  project TEXT NOT NULL REFERENCES projects (id),
  ref TEXT NOT NULL,
  old_id TEXT NOT NULL,
  new_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  trigger_type TEXT NOT NULL,
  options TEXT NOT NULL,
  state TEXT NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE INDEX intakes_by_state ON intakes (state, project);
CREATE TABLE pipelines (
  id TEXT PRIMARY KEY,
  project TEXT NOT NULL REFERENCES projects (id),
  number BIGINT NOT NULL,
  intake BIGINT NOT NULL UNIQUE REFERENCES intakes (id),
  state TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  trigger_type TEXT NOT NULL,
  actor TEXT NOT NULL,
  branch TEXT,
  tag TEXT,
  revision TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  parameters TEXT NOT NULL DEFAULT '{}',
  config TEXT,
  plan TEXT,
  problems TEXT NOT NULL DEFAULT '[]',
  UNIQUE (project, number)
);
CREATE INDEX pipelines_by_state ON pipelines (state, created_at);
CREATE INDEX pipelines_by_time ON pipelines (created_at);
CREATE TABLE pipeline_inputs (
  pipeline TEXT NOT NULL REFERENCES pipelines (id),
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  input TEXT NOT NULL,
  PRIMARY KEY (pipeline, number)
);
CREATE TABLE workflows (
  id TEXT PRIMARY KEY,
  pipeline TEXT NOT NULL REFERENCES pipelines (id),
  name TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  workspace TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  UNIQUE (pipeline, name, attempt)
);
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  workflow TEXT NOT NULL REFERENCES workflows (id),
  project TEXT NOT NULL REFERENCES projects (id),
  name TEXT NOT NULL,
  place BIGINT NOT NULL,
  kind TEXT NOT NULL,
  status TEXT NOT NULL,
  build BIGINT,
  created_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  outcome TEXT,
  approved_by TEXT,
  UNIQUE (workflow, name)
);
CREATE INDEX jobs_by_build ON jobs (project, build);
CREATE TABLE assignments (
  id {identity},
  job TEXT NOT NULL REFERENCES jobs (id),
  node BIGINT NOT NULL,
  state TEXT NOT NULL,
  fence BIGINT NOT NULL DEFAULT 0,
  runner TEXT,
  lease_until BIGINT,
  cancel BIGINT NOT NULL DEFAULT 0,
  queued_at BIGINT NOT NULL,
  leased_at BIGINT,
  ended_at BIGINT,
  outcome TEXT,
  UNIQUE (job, node)
);
CREATE INDEX assignments_by_state ON assignments (state, id);
CREATE TABLE runners (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  slots BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);
CREATE TABLE caches (
  project TEXT NOT NULL REFERENCES projects (id),
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  hash TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  paths TEXT NOT NULL,
  build BIGINT NOT NULL,
  saved_at BIGINT NOT NULL,
  kept_until BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  PRIMARY KEY (project, scope, key)
);
CREATE TABLE layers (
  id {identity},
  attempt TEXT NOT NULL REFERENCES workflows (id),
  workflow TEXT NOT NULL,
  job TEXT NOT NULL,
  node BIGINT NOT NULL,
  hash TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  saved_at BIGINT NOT NULL
);
CREATE INDEX layers_by_attempt ON layers (attempt);
CREATE TABLE serial_groups (
  name TEXT PRIMARY KEY,
  latest BIGINT NOT NULL
);
CREATE TABLE turns (
  id {identity},
  group_name TEXT NOT NULL,
  place BIGINT NOT NULL,
  pipeline TEXT NOT NULL REFERENCES pipelines (id),
  workflow TEXT NOT NULL,
  job TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  is_held BIGINT NOT NULL DEFAULT 0,
  UNIQUE (pipeline, workflow, job, attempt)
);
CREATE INDEX turns_by_group ON turns (group_name, place);
CREATE TABLE timers (
  id {identity},
  due_at BIGINT NOT NULL,
  pipeline TEXT NOT NULL REFERENCES pipelines (id),
  workflow TEXT NOT NULL,
  job TEXT NOT NULL,
  attempt BIGINT NOT NULL
);
CREATE INDEX timers_by_time ON timers (due_at);
CREATE TABLE contexts (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (owner, name)
);
CREATE TABLE context_restrictions (
  id TEXT PRIMARY KEY,
  context TEXT NOT NULL REFERENCES contexts (id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL
);
CREATE TABLE secrets (
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  sealed TEXT NOT NULL,
  key_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (owner, name)
);
