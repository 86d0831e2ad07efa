--liquibase formatted sql

--changeset sync:008-staged splitStatements:false stripComments:false
CREATE TABLE sync.sync_staged (
  origin       text COLLATE "C" NOT NULL,
  sequence     bigint NOT NULL,
  teller       text COLLATE "C" NOT NULL,
  teller_start bigint NOT NULL,
  txn          bigint NOT NULL UNIQUE,
  hlc          bigint NOT NULL,
  vector_clock jsonb NOT NULL,
  chain        text NOT NULL,
  committed_at timestamptz NOT NULL,
  place        bigint NOT NULL,
  events       integer NOT NULL DEFAULT 0,
  bytes        bigint NOT NULL DEFAULT 0,
  complete     boolean NOT NULL,
  touched_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (origin, sequence, teller)
);
COMMENT ON TABLE sync.sync_staged IS 'Large transactions that come in parts and are not applied yet. What is here of their changes is in change_log already, under txn; sync_transactions has them when they are applied.';
COMMENT ON COLUMN sync.sync_staged.teller IS 'The node that sends the parts; teller_start: which run of it.';
COMMENT ON COLUMN sync.sync_staged.place IS 'Where the next part begins, in the teller''s log.';
