-- What the server keeps that is its own. ${id} differs between databases; all else is common to them.
-- Moments: milliseconds since 1970. Hashes: SHA-256. Truth: 0 and 1.

CREATE TABLE server_store (
  version INTEGER NOT NULL
);

-- Who may enter. The key is the name as it is compared; the password is an Argon2 hash with its parameters.
CREATE TABLE account (
  id ${id},
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  email TEXT,
  role TEXT NOT NULL,
  every_environment INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  password TEXT,
  issuer TEXT,
  subject TEXT,
  created BIGINT NOT NULL,
  last_login BIGINT,
  UNIQUE (issuer, subject)
);

-- From which environments a user may start a promotion, where it is not from every one.
CREATE TABLE account_environment (
  account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (account, name)
);

CREATE TABLE session (
  hash BYTEA NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  address TEXT NOT NULL,
  agent TEXT NOT NULL,
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL
);

CREATE INDEX session_account ON session (account);

CREATE TABLE token (
  id ${id},
  hash BYTEA NOT NULL UNIQUE,
  account BIGINT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  every_sync INTEGER NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT,
  last_used BIGINT,
  revoked BIGINT
);

CREATE INDEX token_account ON token (account);

-- Which syncs a token is for, where it is not for every one.
CREATE TABLE token_sync (
  token BIGINT NOT NULL REFERENCES token (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (token, name)
);

-- Links that are used once: without an account to make the first one, else to set a password.
CREATE TABLE link (
  hash BYTEA NOT NULL PRIMARY KEY,
  account BIGINT REFERENCES account (id) ON DELETE CASCADE,
  expires BIGINT NOT NULL
);

-- Logins that failed, by what is counted: a user's name or an address, hashed.
CREATE TABLE attempt (
  hash BYTEA NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  latest BIGINT NOT NULL
);

-- From where users entered before: a name and an address, hashed.
CREATE TABLE familiar (
  hash BYTEA NOT NULL PRIMARY KEY,
  latest BIGINT NOT NULL
);

-- Who did what, in the order in which it was done.
CREATE TABLE audit (
  id ${id},
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  who TEXT NOT NULL,
  who_key TEXT NOT NULL,
  token TEXT,
  address TEXT,
  action TEXT NOT NULL,
  about TEXT,
  sync TEXT,
  record TEXT,
  outcome TEXT NOT NULL,
  detail TEXT
);

CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_detail ON audit (sync, detail);

-- Secrets, encrypted with the operator's key of this name.
CREATE TABLE secret (
  name TEXT NOT NULL PRIMARY KEY,
  key_id TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  changed BIGINT NOT NULL
);

-- What is to be begun, and when: db-scheduler's table. Of each sync and plan one row; who is at it says so again and again.
CREATE TABLE scheduled_tasks (
  task_name TEXT NOT NULL,
  task_instance TEXT NOT NULL,
  task_data BYTEA,
  execution_time TIMESTAMP WITH TIME ZONE NOT NULL,
  picked BOOLEAN NOT NULL,
  picked_by TEXT,
  last_success TIMESTAMP WITH TIME ZONE,
  last_failure TIMESTAMP WITH TIME ZONE,
  consecutive_failures INTEGER,
  last_heartbeat TIMESTAMP WITH TIME ZONE,
  version BIGINT NOT NULL,
  priority SMALLINT,
  PRIMARY KEY (task_name, task_instance)
);

CREATE INDEX scheduled_tasks_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_heartbeat ON scheduled_tasks (last_heartbeat);

-- How often a service told that something of its own is done.
CREATE TABLE told (
  service TEXT NOT NULL,
  what TEXT NOT NULL,
  times BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (service, what)
);

-- What services told lately, so that nothing counts twice.
CREATE TABLE telling (
  hash BYTEA NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL
);

CREATE INDEX telling_at ON telling (at);


-- Runs that programs triggered by the endpoints of docs/orchestration.md: the id is given once. What ended long ago is forgotten, but for the latest. Without a sync it is of a sequence.
CREATE TABLE triggered (
  id ${id},
  parent BIGINT,
  sync BIGINT,
  name TEXT NOT NULL,
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  began BIGINT,
  ended BIGINT,
  became TEXT NOT NULL,
  counts TEXT NOT NULL,
  error TEXT NOT NULL
);

CREATE INDEX triggered_sync ON triggered (sync, id);
CREATE INDEX triggered_parent ON triggered (parent);
