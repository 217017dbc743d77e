-- What a message is about. Those that there were are about plans.
ALTER TABLE message ADD COLUMN topic TEXT NOT NULL DEFAULT 'PLAN';

-- What is to be sent of messages, to whom and by which way: by mail to an address, or to a web address that the configuration
-- names. The id goes along, so that who gets it twice knows.
CREATE TABLE delivery (
  id TEXT NOT NULL PRIMARY KEY,
  message BIGINT NOT NULL,
  at_end INTEGER NOT NULL,
  channel TEXT NOT NULL,
  receiver TEXT NOT NULL,
  state TEXT NOT NULL,
  made BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  due BIGINT NOT NULL,
  why TEXT NOT NULL,
  UNIQUE (message, at_end, channel, receiver)
);

CREATE INDEX delivery_state ON delivery (state, due);

INSERT INTO delivery (id, message, at_end, channel, receiver, state, made, attempts, due, why)
  SELECT 'message-' || id, id, 1, 'MAIL', mail_to,
    CASE WHEN mail = 'sent' THEN 'SENT' WHEN substr(mail, 1, 10) = 'given up: ' THEN 'GIVEN_UP' ELSE 'DUE' END,
    ended, CASE WHEN mail = '' THEN 0 ELSE 1 END, ended,
    CASE WHEN mail = 'sent' THEN '' WHEN substr(mail, 1, 10) = 'given up: ' THEN substr(mail, 11) ELSE mail END
  FROM message WHERE ended > 0 AND mail_to <> '';

ALTER TABLE message DROP COLUMN mail;
