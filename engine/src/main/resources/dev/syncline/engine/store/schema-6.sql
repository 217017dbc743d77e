-- Why a run failed or was halted.
ALTER TABLE run ADD COLUMN error TEXT NOT NULL DEFAULT '';

-- Tasks of which it is kept which records were touched, and for which log.
CREATE TABLE touched_task (
  task INTEGER NOT NULL PRIMARY KEY,
  log TEXT NOT NULL
);

-- Records whose link or due entry changed since their log was last brought up to date; an empty key stands for all.
CREATE TABLE touched (
  id ${id},
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  key BYTEA NOT NULL
);

CREATE INDEX touched_order ON touched (task, id);
