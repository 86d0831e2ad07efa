--liquibase formatted sql

--changeset sync:006-pruning splitStatements:false stripComments:false
CREATE TABLE sync.sync_floor (
  origin   text COLLATE "C" PRIMARY KEY,
  sequence bigint NOT NULL,
  chain    text NOT NULL,
  position bigint NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE sync.sync_floor IS 'Where the log begins: of each origin, what is held up to this sequence may be gone from change_log and sync_transactions. All of it is stable and older than retention.min.';
COMMENT ON COLUMN sync.sync_floor.chain IS 'The chain of the transaction with this sequence: forks are compared there.';
COMMENT ON COLUMN sync.sync_floor.position IS 'Its place in log order; the greatest of all origins is the end of what may be gone.';

ALTER TABLE sync.sync_nodes ADD COLUMN retired integer;
COMMENT ON COLUMN sync.sync_nodes.retired IS 'Nothing is taken from this node''s incarnations up to this one any more: it was away for longer than retention.max and needs a full sync. NULL: it counts.';
