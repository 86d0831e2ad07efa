#variable_conflict use_column
-- Form 3. Made by Multi-Business Sync, which makes it anew after an ALTER TABLE. Until then nothing here may fail: a key
-- column that is gone is looked for behind the table's own columns, in "absent", and is NULL there. Whether the table was
-- altered is worked out when the plan is made; then a row's text no longer means the layout that is named here. X marks a
-- row that is too large to be recorded.
BEGIN
  IF TG_OP = 'UPDATE' THEN
    -- Both transition tables hold the rows in the same order. FULL JOIN, for the kept plan must never be a nested loop.
    INSERT INTO sync.change_log (written_at, txn, table_id, layout_id, operation, row_key, old_row, new_row)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, {tableId},
           CASE WHEN {altered} THEN 0 ELSE {layout} END,
           CASE WHEN o.image IS NULL OR n.image IS NULL THEN 'X'::"char"
                WHEN o.row_key = n.row_key THEN 'U'::"char" ELSE 'K'::"char" END,
           CASE WHEN {altered} THEN coalesce({definition}, '') ELSE coalesce(n.row_key, '') END,
           CASE WHEN n.image IS NOT NULL THEN o.image END, CASE WHEN o.image IS NOT NULL THEN n.image END
    FROM (SELECT row_number() OVER () AS place, k.row_key, {oldImage} AS image
          FROM sync_old, {absent}, LATERAL (SELECT {key} AS row_key, {size} AS size FROM (SELECT sync_old.*) AS present) AS k) AS o
    FULL JOIN (SELECT row_number() OVER () AS place, k.row_key, {newImage} AS image
          FROM sync_new, {absent}, LATERAL (SELECT {key} AS row_key, {size} AS size FROM (SELECT sync_new.*) AS present) AS k) AS n
      USING (place)
    WHERE o.image IS DISTINCT FROM n.image OR o.image IS NULL;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO sync.change_log (written_at, txn, table_id, layout_id, operation, row_key, new_row)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, {tableId},
           CASE WHEN {altered} THEN 0 ELSE {layout} END, CASE WHEN n.image IS NULL THEN 'X'::"char" ELSE 'I'::"char" END,
           CASE WHEN {altered} THEN coalesce({definition}, '') ELSE coalesce(n.row_key, '') END,
           n.image
    FROM (SELECT k.row_key, {newImage} AS image
          FROM sync_new, {absent}, LATERAL (SELECT {key} AS row_key, {size} AS size FROM (SELECT sync_new.*) AS present) AS k
          OFFSET 0) AS n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO sync.change_log (written_at, txn, table_id, layout_id, operation, row_key, old_row)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, {tableId},
           CASE WHEN {altered} THEN 0 ELSE {layout} END, CASE WHEN o.image IS NULL THEN 'X'::"char" ELSE 'D'::"char" END,
           CASE WHEN {altered} THEN coalesce({definition}, '') ELSE coalesce(o.row_key, '') END,
           o.image
    FROM (SELECT k.row_key, {oldImage} AS image
          FROM sync_old, {absent}, LATERAL (SELECT {key} AS row_key, {size} AS size FROM (SELECT sync_old.*) AS present) AS k
          OFFSET 0) AS o;
  ELSIF NOT has_table_privilege(TG_RELID, 'SELECT') OR row_security_active(TG_RELID) THEN
    INSERT INTO sync.change_log (written_at, txn, table_id, layout_id, operation, row_key, new_row)
    SELECT clock_timestamp(), pg_current_xact_id()::text::bigint, {tableId}, 0, 'X', '',
           'TRUNCATE removed rows that role ' || current_user || ' may not read';
  ELSE
    -- The name is looked up when it happens: the table may have been renamed.
    EXECUTE {truncateHead} || TG_RELID::regclass::text || {truncateTail};
  END IF;
  RETURN NULL;
END
