--liquibase formatted sql

--changeset sync:009-written splitStatements:false stripComments:false
-- NULL: received, a row of a baseline, or captured before this column was there.
ALTER TABLE sync.change_log ADD COLUMN written_at timestamptz;
COMMENT ON COLUMN sync.change_log.written_at IS 'When the change was written, by the database''s clock. Which of two branches'' changes is the later one must not depend on when the service looked.';

DROP FUNCTION sync.unnumbered();

-- As before, and how long ago each was written.
CREATE FUNCTION sync.unnumbered(
  OUT txn bigint, OUT last_event bigint, OUT baseline boolean, OUT events bigint, OUT bytes bigint,
  OUT unsettled boolean, OUT pieces bigint[], OUT age_ms bigint, OUT snapshot text) RETURNS SETOF record
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
           greatest(0, coalesce(extract(epoch FROM clock_timestamp() - max(c.written_at)) * 1000, 0))::bigint,
           pg_current_snapshot()::text
    FROM (SELECT * FROM sync.change_log WHERE txn >= begun
          UNION ALL SELECT * FROM sync.change_log WHERE txn = ANY (under_way)) AS c
    GROUP BY c.txn;
END
$function$;
