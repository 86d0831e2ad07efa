-- The database was brought to another server (pg_dump, pg_restore), where transaction ids count from anew. What is in the
-- log must not be mistaken for transactions of this server: it gets numbers of the kind that received transactions have.
-- What was recorded but not numbered yet is handed to the next numbering pass as pieces of this transaction.
DO $rebase$
DECLARE
  base bigint := nextval('sync.received_txn');
  last bigint := (SELECT max(txn) FROM sync.change_log);
BEGIN
  IF last > 0 THEN
    PERFORM setval('sync.received_txn', base - last);
  END IF;
  UPDATE sync.sync_transactions SET txn = base - txn WHERE txn > 0;
  UPDATE sync.large_uses SET txn = base - txn WHERE txn > 0;
  UPDATE sync.sync_held SET txn = base - txn WHERE txn > 0;
  DELETE FROM sync.change_log WHERE operation = 'C';
  UPDATE sync.change_log SET txn = base - txn WHERE txn > 0;
  INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key)
  SELECT pg_current_xact_id()::text::bigint, min(c.table_id), 0, 'C', c.txn::text
  FROM sync.change_log AS c
  WHERE NOT EXISTS (SELECT FROM sync.sync_transactions AS t WHERE t.txn = c.txn)
  GROUP BY c.txn ORDER BY max(c.id);
  UPDATE sync.sync_state SET numbered = '1:1:';
END
$rebase$
