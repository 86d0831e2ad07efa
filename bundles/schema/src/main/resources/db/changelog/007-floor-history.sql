--liquibase formatted sql

--changeset sync:007-floor-history splitStatements:false stripComments:false
ALTER TABLE sync.sync_floor ADD COLUMN hlc bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN sync.sync_floor.hlc IS 'The time of the transaction with this sequence.';
COMMENT ON TABLE sync.sync_floor IS 'Where the log begins: of each origin, what is held up to this sequence may be gone from change_log and sync_transactions. All of it has been stable for retention.min.';
COMMENT ON COLUMN sync.sync_floor.chain IS 'The chain of the transaction with this sequence: forks are compared there. Empty: not known any more.';

CREATE TABLE sync.sync_stable (
  noted_at timestamptz PRIMARY KEY,
  vector   jsonb NOT NULL
);
COMMENT ON TABLE sync.sync_stable IS 'What was stable when: the floor rises over what has been stable for retention.min, so that a backup that is not older lacks nothing that is gone.';
