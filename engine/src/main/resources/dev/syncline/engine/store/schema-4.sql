-- Objects in which is looked for the records of tasks are captured beside the tasks' own.
CREATE TABLE capture_subject (
  task INTEGER NOT NULL,
  side INTEGER NOT NULL,
  looked_up TEXT NOT NULL,
  sync INTEGER NOT NULL,
  connection TEXT NOT NULL,
  object TEXT NOT NULL,
  method TEXT NOT NULL,
  position TEXT NOT NULL,
  compared BIGINT NOT NULL,
  config_hash TEXT NOT NULL,
  PRIMARY KEY (task, side, looked_up)
) ${clustered};

INSERT INTO capture_subject
  SELECT task, side, '', sync, connection, object, method, position, compared, config_hash
  FROM capture;

DROP TABLE capture;

ALTER TABLE capture_subject RENAME TO capture;

CREATE INDEX capture_object ON capture (connection, object);
