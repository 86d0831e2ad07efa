#variable_conflict use_column
-- Form 1. Made by Multi-Business Sync, which makes it anew after an ALTER TABLE. Until then nothing here may fail: a key
-- column that is gone is looked for behind the table's own columns, in "absent", and is NULL there. Whether the table was
-- altered is worked out when the plan is made; then a row's text no longer means the layout that is named here.
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- Both transition tables hold the rows in the same order. FULL JOIN, for the kept plan must never be a nested loop.
    INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key, old_row, new_row)
    SELECT pg_current_xact_id()::text::bigint, {tableId},
           CASE WHEN {altered} THEN 0 ELSE {layout} END,
           CASE WHEN o.row_key = n.row_key THEN 'U'::"char" ELSE 'K'::"char" END,
           CASE WHEN {altered} THEN coalesce({definition}, '') ELSE coalesce(n.row_key, '') END,
           o.image, n.image
    FROM (SELECT row_number() OVER () AS place, k.row_key, (sync_old.*)::text AS image
          FROM sync_old, {absent}, LATERAL (SELECT {key} AS row_key FROM (SELECT sync_old.*) AS present) AS k) AS o
    FULL JOIN (SELECT row_number() OVER () AS place, k.row_key, (sync_new.*)::text AS image
          FROM sync_new, {absent}, LATERAL (SELECT {key} AS row_key FROM (SELECT sync_new.*) AS present) AS k) AS n
      USING (place)
    WHERE o.image IS DISTINCT FROM n.image;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key, new_row)
    SELECT pg_current_xact_id()::text::bigint, {tableId},
           CASE WHEN {altered} THEN 0 ELSE {layout} END, 'I',
           CASE WHEN {altered} THEN coalesce({definition}, '') ELSE coalesce(k.row_key, '') END,
           (sync_new.*)::text
    FROM sync_new, {absent}, LATERAL (SELECT {key} AS row_key FROM (SELECT sync_new.*) AS present) AS k;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key, old_row)
    SELECT pg_current_xact_id()::text::bigint, {tableId},
           CASE WHEN {altered} THEN 0 ELSE {layout} END, 'D',
           CASE WHEN {altered} THEN coalesce({definition}, '') ELSE coalesce(k.row_key, '') END,
           (sync_old.*)::text
    FROM sync_old, {absent}, LATERAL (SELECT {key} AS row_key FROM (SELECT sync_old.*) AS present) AS k;
  ELSIF NOT has_table_privilege(TG_RELID, 'SELECT') OR row_security_active(TG_RELID) THEN
    INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key, new_row)
    SELECT pg_current_xact_id()::text::bigint, {tableId}, 0, 'X', '',
           'TRUNCATE removed rows that role ' || current_user || ' was not allowed to read';
  ELSE
    -- The name is looked up when it happens: the table may have been renamed.
    EXECUTE {truncateHead} || TG_RELID::regclass::text || {truncateTail};
  END IF;
  RETURN NULL;
END
