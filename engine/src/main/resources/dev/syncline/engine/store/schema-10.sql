-- Plans that are kept for people to review: what they are plans of, what is selected of them, and what became of that.
CREATE TABLE kept_plan (
  id ${id},
  sync INTEGER NOT NULL,
  hash TEXT NOT NULL,
  created BIGINT NOT NULL,
  way TEXT NOT NULL,
  origin TEXT NOT NULL,
  found TEXT NOT NULL,
  version BIGINT NOT NULL,
  message BIGINT NOT NULL,
  run BIGINT NOT NULL,
  selected BYTEA NOT NULL,
  outcome TEXT NOT NULL
);

CREATE INDEX kept_plan_sync ON kept_plan (sync, id);

-- The same plans, in pieces.
CREATE TABLE kept_plan_piece (
  plan BIGINT NOT NULL,
  piece INTEGER NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (plan, piece)
) ${clustered};
