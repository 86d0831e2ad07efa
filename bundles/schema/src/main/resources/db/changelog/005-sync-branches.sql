--liquibase formatted sql

--changeset sync:005-sync-branches splitStatements:false stripComments:false
CREATE TABLE sync.sync_branches (
  node_id     text COLLATE "C" NOT NULL,
  first_chain text COLLATE "C" NOT NULL,
  adopted_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (node_id, first_chain)
);
COMMENT ON TABLE sync.sync_branches IS 'Histories that parted from another one of the same node (restored backup, copied server) and have an origin of their own.';
COMMENT ON COLUMN sync.sync_branches.first_chain IS 'The chain of the branch''s first transaction; its origin follows from it.';
COMMENT ON COLUMN sync.sync_transactions.chain IS '32 hex digits: over the origin''s previous transactions; 32 more: over the chains of what vector_clock names.';
