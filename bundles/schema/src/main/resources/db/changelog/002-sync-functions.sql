--liquibase formatted sql

--changeset sync:002-table-definition splitStatements:false stripComments:false runOnChange:true
-- What a table is, as one text: name, and of each column name, type, whether in the key, whether generated.
--
-- It reads the catalogue and yet is declared IMMUTABLE, on purpose. The capture functions call it with a constant inside a
-- query on a transition table. So the planner works it out once, keeps the answer in the session's plan, and throws that plan
-- away exactly when the table is altered: the check whether a row image still means what we think costs nothing.
-- Nobody else may call it where an old answer would do harm.
--
-- NULL: in a REPEATABLE READ transaction whose snapshot is older than the newest column the catalogue can't be trusted;
-- has_column_privilege looks past the snapshot and shows that.
CREATE OR REPLACE FUNCTION sync.table_definition(relation oid) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET quote_all_identifiers = off
AS $function$
  SELECT jsonb_build_object('schema', s.nspname, 'table', c.relname, 'columns', (
           SELECT jsonb_agg(jsonb_build_array(a.attname, format_type(a.atttypid, a.atttypmod),
                                              coalesce(a.attnum = ANY (k.indkey), false), a.attgenerated <> '')
                            ORDER BY a.attnum)
           FROM pg_attribute AS a
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped))::text
  FROM pg_class AS c
  JOIN pg_namespace AS s ON s.oid = c.relnamespace
  LEFT JOIN pg_index AS k ON k.indrelid = c.oid AND k.indisprimary
  WHERE c.oid = relation
    AND has_column_privilege(c.oid, (c.relnatts + 1)::smallint, 'SELECT') IS NULL
$function$;

--changeset sync:002-large-image splitStatements:false stripComments:false runOnChange:true
-- The text of a row with large values, NULL when it is more than PostgreSQL can hold in one value (1 GB). Only rows of several
-- megabytes come here: the block that catches the failure is a subtransaction, which small rows need not pay for.
CREATE OR REPLACE FUNCTION sync.large_image(image anyelement) RETURNS text
LANGUAGE plpgsql STABLE
AS $function$
BEGIN
  RETURN image::text;
EXCEPTION WHEN program_limit_exceeded OR out_of_memory OR internal_error THEN
  RETURN NULL;
END
$function$;

--changeset sync:002-unnumbered splitStatements:false stripComments:false runOnChange:true
-- Committed local transactions that the last numbering pass could not see yet, as this statement's snapshot shows them: what
-- began after that pass's snapshot, and what was under way then. So a transaction that stays open for hours costs nothing.
-- In PL/pgSQL for its kept plan, and with the planner's hands tied: it can't know how few rows these are.
CREATE OR REPLACE FUNCTION sync.has_unnumbered() RETURNS boolean
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $function$
DECLARE
  begun bigint;
  under_way bigint[];
BEGIN
  SELECT pg_snapshot_xmax(s.numbered)::text::bigint, ARRAY(SELECT x::text::bigint FROM pg_snapshot_xip(s.numbered) AS x)
    INTO begun, under_way FROM sync.sync_state AS s;
  RETURN EXISTS (SELECT FROM sync.change_log AS c WHERE c.txn >= begun)
      OR under_way <> '{}' AND EXISTS (SELECT FROM sync.change_log AS c WHERE c.txn = ANY (under_way));
END
$function$;

CREATE OR REPLACE FUNCTION sync.unnumbered(
  OUT txn bigint, OUT last_event bigint, OUT baseline boolean, OUT events bigint, OUT bytes bigint,
  OUT unsettled boolean, OUT pieces bigint[], OUT snapshot text) RETURNS SETOF record
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan
AS $function$
#variable_conflict use_column
DECLARE
  begun bigint;
  under_way bigint[];
BEGIN
  SELECT pg_snapshot_xmax(s.numbered)::text::bigint, ARRAY(SELECT x::text::bigint FROM pg_snapshot_xip(s.numbered) AS x)
    INTO begun, under_way FROM sync.sync_state AS s;
  RETURN QUERY
    SELECT c.txn, max(c.id), bool_and(c.operation = 'B'), count(*),
           coalesce(sum(octet_length(c.old_row)), 0)::bigint + coalesce(sum(octet_length(c.new_row)), 0)::bigint,
           bool_or(c.layout_id = 0 OR c.operation IN ('K', 'X')) AND NOT bool_or(c.operation = 'C'),
           array_agg(c.row_key::bigint ORDER BY c.id) FILTER (WHERE c.operation = 'C'),
           pg_current_snapshot()::text
    FROM (SELECT * FROM sync.change_log WHERE txn >= begun
          UNION ALL SELECT * FROM sync.change_log WHERE txn = ANY (under_way)) AS c
    GROUP BY c.txn;
END
$function$;

--changeset sync:002-image-json splitStatements:false stripComments:false runOnChange:true
-- An image as JSON, for people. Nothing depends on it: a value that is no JSON of its type stays text. A value that is too large
-- to be in the image is told by hash and size.
CREATE OR REPLACE FUNCTION sync.value_json(value text, type text) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN CASE
    WHEN value IS NULL THEN 'null'::jsonb
    WHEN type = 'boolean' THEN to_jsonb(value = 't')
    WHEN type ~ '^(smallint|integer|bigint|numeric|real|double precision)\M' AND value ~ '^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$'
      THEN value::jsonb
    WHEN type IN ('json', 'jsonb') THEN value::jsonb
    ELSE to_jsonb(value)
  END;
EXCEPTION WHEN OTHERS THEN
  RETURN to_jsonb(left(value, 1000));
END
$function$;

CREATE OR REPLACE FUNCTION sync.image_json(layout integer, image text) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
  SELECT jsonb_object_agg(coalesce(l.columns[f.at], 'column ' || f.at),
           CASE WHEN starts_with(f.field[1], '\large:')
                THEN jsonb_build_object('large', split_part(f.field[1], ':', 2), 'bytes', split_part(f.field[1], ':', 3)::bigint)
                ELSE sync.value_json(
                  CASE WHEN f.field[1] = '' THEN NULL
                       WHEN f.field[1] LIKE '"%' THEN replace(replace(substr(f.field[1], 2, length(f.field[1]) - 2), '""', '"'), '\\', '\')
                       ELSE f.field[1] END,
                  coalesce(l.types[f.at], '')) END)
  FROM regexp_matches(substr(image, 2, length(image) - 2) || ',', '("(?:[^"]|"")*"|[^,"]*),', 'g')
         WITH ORDINALITY AS f (field, at)
  LEFT JOIN sync.table_layouts AS l ON l.layout_id = layout
$function$;

--changeset sync:002-sync-events splitStatements:false stripComments:false runOnChange:true
-- The log as the predecessor's applications and people read it. event_id is the transaction's dot and the id in this log.
-- Received changes show when their transaction is applied, not while parts of it are still to come.
CREATE OR REPLACE VIEW sync.sync_events AS
SELECT coalesce(t.origin || ':' || t.sequence, 'local:' || c.txn) || ':' || c.id AS event_id,
       coalesce(split_part(t.origin, '.', 1), s.node_id) AS source_node_id,
       b.schema_name || '.' || b.table_name AS table_name,
       c.row_key AS record_id,
       CASE c.operation WHEN 'U' THEN 'UPDATE' WHEN 'D' THEN 'DELETE' ELSE 'INSERT' END AS operation,
       sync.image_json(c.layout_id, c.new_row) AS change_data,
       sync.image_json(c.layout_id, c.old_row) AS before_data,
       t.vector_clock,
       CASE WHEN t.origin IS NULL THEN false
            WHEN split_part(t.origin, '.', 1) <> s.node_id THEN NOT EXISTS (
              SELECT FROM sync.sync_held AS h WHERE h.txn = c.txn AND h.id = c.id)
            ELSE coalesce((
              SELECT min(coalesce((n.acknowledged ->> t.origin)::bigint, 0)) >= t.sequence
              FROM sync.sync_nodes AS n WHERE n.is_active AND n.node_id <> s.node_id), false)
       END AS processed,
       coalesce(t.committed_at, clock_timestamp()) AS created_at,
       t.origin || ':' || t.sequence AS source_transaction,
       t.position,
       c.txn,
       c.id
FROM sync.change_log AS c
JOIN sync.sync_tables AS b USING (table_id)
LEFT JOIN sync.sync_transactions AS t USING (txn)
LEFT JOIN sync.sync_state AS s ON true
WHERE c.operation IN ('I', 'U', 'D', 'B', 'K') AND (c.txn > 0 OR t.origin IS NOT NULL);
