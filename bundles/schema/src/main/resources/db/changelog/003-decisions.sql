--liquibase formatted sql

--changeset sync:003-decisions splitStatements:false stripComments:false
-- What people decided about conflicts. Changes of this table are replicated like those of users' tables, each together with the
-- change of the row it is about; only the service writes here. Texts, so that every node holds the very same.
CREATE TABLE sync.sync_decisions (
  conflict_id text PRIMARY KEY,
  choice      text NOT NULL,
  decided_by  text NOT NULL,
  node_id     text NOT NULL,
  decided_at  text NOT NULL
);
COMMENT ON TABLE sync.sync_decisions IS 'What people decided about conflicts, at whatever node. Replicated.';

CREATE INDEX sync_conflicts_open ON sync.sync_conflicts (journaled_at DESC) WHERE open;

--changeset sync:003-inbox splitStatements:false stripComments:false runOnChange:true
CREATE OR REPLACE VIEW sync.sync_inbox AS
SELECT c.conflict_id, c.kind, c.table_name, c.record_id, c.open AND d.conflict_id IS NULL AS open, c.contributions, c.decisions,
       c.journaled_at, d.choice, d.decided_by, d.node_id AS decided_at_node, d.decided_at
FROM sync.sync_conflicts AS c LEFT JOIN sync.sync_decisions AS d USING (conflict_id);
COMMENT ON VIEW sync.sync_inbox IS 'The conflicts with what people decided. open: waits for a person.';
