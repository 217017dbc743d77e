-- What one process at a time has, such as a sync that it runs, where several nodes share the store: whose it is, and until
-- which moment of the database's clock it holds without being renewed.
CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY,
  token TEXT NOT NULL,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL
);

-- Plans of messages that wait, in pieces.
CREATE TABLE message_plan (
  message BIGINT NOT NULL,
  piece INTEGER NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (message, piece)
) ${clustered};

-- Connections that keep a part of the state in files of one node: which node that is, and where its files are.
CREATE TABLE home (
  connection TEXT NOT NULL PRIMARY KEY,
  node TEXT NOT NULL,
  place TEXT NOT NULL
);
