--liquibase formatted sql

--changeset sync:001-sync-schema splitStatements:false stripComments:false
-- Everything we keep in the synced database. Images of rows are PostgreSQL's own text of a row (row::text), written under
-- pinned settings; what their positions mean is in table_layouts.

CREATE TABLE sync.sync_nodes (
  node_id               text PRIMARY KEY,
  node_name             text NOT NULL,
  ip_address            text NOT NULL,
  port                  integer NOT NULL,
  is_active             boolean NOT NULL DEFAULT true,
  last_seen             timestamptz,
  capabilities          text[] NOT NULL DEFAULT '{}',
  registration_key_hash text,
  created_at            timestamptz NOT NULL DEFAULT now(),
  updated_at            timestamptz NOT NULL DEFAULT now(),
  acknowledged          jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE sync.sync_nodes IS 'The branch servers that were ever met, this one included.';
COMMENT ON COLUMN sync.sync_nodes.acknowledged IS 'What the node said it made durable: {"origin": sequence}.';

CREATE TABLE sync.sync_tables (
  table_id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  schema_name        text NOT NULL,
  table_name         text NOT NULL,
  captured_layout_id integer,
  captured_since     timestamptz,
  UNIQUE (schema_name, table_name)
);
COMMENT ON TABLE sync.sync_tables IS 'Tables that the log knows. Those without captured_layout_id are not synced here.';

CREATE TABLE sync.table_layouts (
  layout_id    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_id     integer NOT NULL REFERENCES sync.sync_tables,
  columns      text[] NOT NULL,
  types        text[] NOT NULL,
  is_key       boolean[] NOT NULL,
  is_generated boolean[] NOT NULL,
  layout_hash  text NOT NULL UNIQUE
);
COMMENT ON TABLE sync.table_layouts IS 'What the positions of an image stand for; local and received layouts. Never changed.';

-- One row per changed row, written by the user's own transaction. CACHE 1: the order of ids is the order of writing.
CREATE SEQUENCE sync.change_log_id AS bigint CACHE 1;
CREATE SEQUENCE sync.received_txn AS bigint INCREMENT -1 MINVALUE -9223372036854775808 MAXVALUE -1 START -1 CACHE 1;

CREATE TABLE sync.change_log (
  txn       bigint NOT NULL,
  id        bigint NOT NULL DEFAULT nextval('sync.change_log_id'),
  table_id  integer NOT NULL,
  layout_id integer NOT NULL,
  operation "char" NOT NULL,
  row_key   text COLLATE "C" NOT NULL,
  old_row   text COLLATE "C",
  new_row   text COLLATE "C",
  PRIMARY KEY (txn, id)
);
-- Over a hash: a key's text may be longer than an index entry can be, and the user's statement must not fail for it.
CREATE INDEX change_log_row ON sync.change_log (hashtextextended(row_key, table_id::bigint));
COMMENT ON COLUMN sync.change_log.txn IS 'The transaction id of the local transaction that wrote this; negative (sequence received_txn): received, or a piece of a baseline.';
COMMENT ON COLUMN sync.change_log.layout_id IS '0: the table was altered since capture was installed; row_key then holds sync.table_definition(). Numbering puts it right.';
COMMENT ON COLUMN sync.change_log.operation IS 'I, U, D; B: a row that was there when capture began; K: an update of the key, numbering makes D and I of it; C: marker, row_key is the txn of a piece of a baseline; X: marker, something could not be captured, new_row says what.';
COMMENT ON COLUMN sync.change_log.row_key IS 'The key''s value; for several columns the values in the order of the columns'' names, joined by commas, with commas and backslashes escaped.';

CREATE TABLE sync.sync_transactions (
  position     bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  origin       text COLLATE "C" NOT NULL,
  sequence     bigint NOT NULL,
  txn          bigint NOT NULL UNIQUE,
  hlc          bigint NOT NULL,
  vector_clock jsonb NOT NULL,
  chain        text NOT NULL,
  events       integer NOT NULL,
  bytes        bigint NOT NULL,
  committed_at timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (origin, sequence)
);
COMMENT ON TABLE sync.sync_transactions IS 'Source transactions, own and received, in log order (position).';
COMMENT ON COLUMN sync.sync_transactions.vector_clock IS 'What the author held when the transaction was numbered.';
COMMENT ON COLUMN sync.sync_transactions.events IS 'How many rows of change_log; a transaction''s changes of one row are folded when it is sent.';

CREATE TABLE sync.sync_vector (
  origin   text COLLATE "C" PRIMARY KEY,
  sequence bigint NOT NULL,
  chain    text NOT NULL
) WITH (fillfactor = 50);
COMMENT ON TABLE sync.sync_vector IS 'What is held. Moves in the transaction that makes it true.';

CREATE TABLE sync.sync_state (
  single      boolean PRIMARY KEY DEFAULT true CHECK (single),
  node_id     text NOT NULL,
  incarnation integer NOT NULL DEFAULT 1,
  hlc         bigint NOT NULL DEFAULT 0,
  numbered    pg_snapshot NOT NULL DEFAULT '1:1:',
  generation  bigint NOT NULL DEFAULT 0,
  paused      boolean NOT NULL DEFAULT false
) WITH (fillfactor = 20);
COMMENT ON COLUMN sync.sync_state.numbered IS 'The snapshot of the last numbering pass: what it showed is numbered.';
COMMENT ON COLUMN sync.sync_state.generation IS 'Counts who took the log; a service that has been superseded sees that it is not its own any more.';

CREATE TABLE sync.sync_held (
  txn      bigint NOT NULL,
  id       bigint NOT NULL,
  table_id integer NOT NULL,
  row_key  text COLLATE "C" NOT NULL,
  reason   text NOT NULL,
  sqlstate text,
  attempts integer NOT NULL DEFAULT 0,
  since    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (txn, id)
);
CREATE INDEX sync_held_row ON sync.sync_held (hashtextextended(row_key, table_id::bigint));
COMMENT ON TABLE sync.sync_held IS 'Row changes that are in the log but not in the table (received), or that could not be captured whole (own).';

CREATE TABLE sync.sync_conflicts (
  conflict_id   text PRIMARY KEY,
  kind          text NOT NULL,
  table_name    text NOT NULL,
  record_id     text NOT NULL,
  open          boolean NOT NULL,
  contributions jsonb NOT NULL,
  decisions     jsonb NOT NULL,
  journaled_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sync_conflicts_newest ON sync.sync_conflicts (journaled_at DESC);
