-- Links that followed records to other keys, which no write of the journal tells: what was written up to this batch was
-- written under the former key.
CREATE TABLE link_move (
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  key BYTEA NOT NULL,
  former BYTEA NOT NULL,
  batch BIGINT NOT NULL,
  PRIMARY KEY (task, side, key, former)
) ${clustered};

CREATE INDEX link_move_former ON link_move (task, side, former);
