-- What became of what people started: comparisons, and plans that are applied now or later.
CREATE TABLE message (
  id ${id},
  sync INTEGER NOT NULL,
  state TEXT NOT NULL,
  asked BIGINT NOT NULL,
  due BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  way TEXT NOT NULL,
  plan TEXT NOT NULL,
  run BIGINT NOT NULL,
  said TEXT NOT NULL,
  mail_to TEXT NOT NULL,
  mail TEXT NOT NULL
);

CREATE INDEX message_sync ON message (sync, id);

CREATE INDEX message_state ON message (state, due);
