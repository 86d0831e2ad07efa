INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key, old_row)
SELECT pg_current_xact_id()::text::bigint, {tableId},
       CASE WHEN {altered} THEN 0 ELSE {layout} END, 'D',
       CASE WHEN {altered} THEN coalesce({definition}, '') ELSE coalesce(k.row_key, '') END,
       (sync_old.*)::text
FROM ONLY {relation} AS sync_old, {absent}, LATERAL (SELECT {key} AS row_key FROM (SELECT sync_old.*) AS present) AS k
