-- Each sync as its last run over everything knew it, by which an edit of the configuration is told.
CREATE TABLE sync_outline (
  sync INTEGER NOT NULL PRIMARY KEY,
  outline TEXT NOT NULL
);
