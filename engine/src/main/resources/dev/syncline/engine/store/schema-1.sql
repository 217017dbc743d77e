-- What Syncline remembers. ${clustered} and ${id} differ between databases; all else is common to them.
-- Keys are compared as unsigned bytes. Sides: 0 source, 1 target. Moments: milliseconds since 1970.

-- Who this store is; one row. The secret keys the fingerprints.
CREATE TABLE store (
  id TEXT NOT NULL,
  secret BYTEA NOT NULL,
  version INTEGER NOT NULL
);

-- The last number given to a run or a journal batch: never given twice, even after pruning.
CREATE TABLE counter (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE sync (
  id INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  phase TEXT NOT NULL,
  reason TEXT NOT NULL,
  last_sync BIGINT NOT NULL,
  config_hash TEXT NOT NULL
);

-- A sync's tasks and whether the historical sync of each is complete.
CREATE TABLE sync_task (
  sync INTEGER NOT NULL,
  task INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  PRIMARY KEY (sync, task)
) ${clustered};

-- The meanings of the fields of bases, packed.
CREATE TABLE layout (
  id ${id},
  meanings BYTEA NOT NULL UNIQUE
);

-- Links in source order, each with its base.
CREATE TABLE link (
  task INTEGER NOT NULL,
  source BYTEA NOT NULL,
  source_print BIGINT NOT NULL,
  layout INTEGER NOT NULL,
  revision BIGINT NOT NULL,
  incarnation INTEGER NOT NULL,
  target BYTEA NOT NULL,
  base BYTEA NOT NULL,
  PRIMARY KEY (task, source)
) ${clustered};

-- The same links in target order, with all that a scan needs. Its key is what makes links one to one.
CREATE TABLE link_target (
  task INTEGER NOT NULL,
  target BYTEA NOT NULL,
  target_print BIGINT NOT NULL,
  layout INTEGER NOT NULL,
  source BYTEA NOT NULL,
  PRIMARY KEY (task, target)
) ${clustered};

-- The next incarnation of source records that were linked once and are not now.
CREATE TABLE unlinked (
  task INTEGER NOT NULL,
  source BYTEA NOT NULL,
  incarnation INTEGER NOT NULL,
  PRIMARY KEY (task, source)
) ${clustered};

-- The same of target records.
CREATE TABLE unlinked_target (
  task INTEGER NOT NULL,
  target BYTEA NOT NULL,
  incarnation INTEGER NOT NULL,
  PRIMARY KEY (task, target)
) ${clustered};

-- Per task the number of its links, and the incarnation below which no link may begin any more.
CREATE TABLE link_task (
  task INTEGER NOT NULL PRIMARY KEY,
  links BIGINT NOT NULL,
  incarnation INTEGER NOT NULL
);

CREATE TABLE due (
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  key BYTEA NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  since BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  PRIMARY KEY (task, side, key)
) ${clustered};

CREATE INDEX due_order ON due (task, since);

-- How far capture has come on each side of a task.
CREATE TABLE capture (
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  sync INTEGER NOT NULL,
  connection TEXT NOT NULL,
  object TEXT NOT NULL,
  method TEXT NOT NULL,
  position TEXT NOT NULL,
  compared BIGINT NOT NULL,
  config_hash TEXT NOT NULL,
  PRIMARY KEY (task, side)
) ${clustered};

CREATE INDEX capture_object ON capture (connection, object);

CREATE TABLE decision (
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  key BYTEA NOT NULL,
  field TEXT NOT NULL,
  choice TEXT NOT NULL,
  seen BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (task, side, key, field)
) ${clustered};

-- Operations since the last approval, for the guards.
CREATE TABLE guard (
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at BIGINT NOT NULL,
  operations BIGINT NOT NULL,
  PRIMARY KEY (task, side, kind, at)
) ${clustered};

CREATE TABLE run (
  id ${id},
  sync INTEGER NOT NULL,
  kind TEXT NOT NULL,
  started BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  result TEXT NOT NULL,
  counts TEXT NOT NULL,
  plan_hash TEXT
);

CREATE INDEX run_sync ON run (sync, id);

CREATE INDEX run_plan ON run (plan_hash) WHERE plan_hash IS NOT NULL;

-- Operations that were sent together; open until their outcomes are known.
CREATE TABLE journal (
  id ${id},
  run BIGINT NOT NULL,
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  open INTEGER NOT NULL,
  at BIGINT NOT NULL,
  operations INTEGER NOT NULL
);

-- What they were to do, packed: written before they are sent, and never again.
CREATE TABLE journal_intent (
  batch ${id},
  entries BYTEA NOT NULL
);

-- What came of them, packed, as far as it is not what the intents say already.
CREATE TABLE journal_outcome (
  batch ${id},
  entries BYTEA NOT NULL
);

CREATE INDEX journal_run ON journal (run, id);

CREATE INDEX journal_open ON journal (id) WHERE open = 1;

-- Which keys of a side a batch may hold, as a Bloom filter.
CREATE TABLE journal_filter (
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  batch BIGINT NOT NULL,
  filter BYTEA NOT NULL,
  PRIMARY KEY (task, side, batch)
) ${clustered};
