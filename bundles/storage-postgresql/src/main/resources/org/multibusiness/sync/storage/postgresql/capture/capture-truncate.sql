INSERT INTO sync.change_log (written_at, txn, table_id, layout_id, operation, row_key, old_row)
SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, {tableId},
       CASE WHEN {altered} THEN 0 ELSE {layout} END, CASE WHEN o.image IS NULL THEN 'X'::"char" ELSE 'D'::"char" END,
       CASE WHEN {altered} THEN coalesce({definition}, '') ELSE coalesce(o.row_key, '') END,
       o.image
FROM (SELECT k.row_key, {oldImage} AS image
      FROM ONLY {relation} AS sync_old, {absent},
           LATERAL (SELECT {key} AS row_key, {size} AS size FROM (SELECT sync_old.*) AS present) AS k OFFSET 0) AS o
