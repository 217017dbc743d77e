-- Why a run failed or was halted.
ALTER TABLE run ADD COLUMN error TEXT NOT NULL DEFAULT '';

-- Tasks of which it is kept which records were touched, and for which log.
CREATE TABLE touched_task (
  task INTEGER NOT NULL PRIMARY KEY,
  log TEXT NOT NULL
);

-- Records whose link or due entry changed since their log was last brought up to date, and by which change, for they may
-- change again while it is. An empty key stands for all.
CREATE TABLE touched (
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  key BYTEA NOT NULL,
  change BIGINT NOT NULL,
  PRIMARY KEY (task, side, key)
) ${clustered};
