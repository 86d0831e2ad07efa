-- Records the rows that the table holds when capture begins, cut into pieces that can each be a transaction of its own: by
-- rows and by bytes. Pieces get transaction numbers of their own; markers under ours name them to the numbering pass.
WITH image AS MATERIALIZED (
  SELECT row_number() OVER () AS place, k.row_key, {newImage} AS image
  FROM {table} AS sync_new, {absent}, LATERAL (SELECT {key} AS row_key, {size} AS size FROM (SELECT sync_new.*) AS present) AS k),
cut AS MATERIALIZED (
  SELECT *, (place - 1) / {rows} + (sum(coalesce(octet_length(image), 0)) OVER (ORDER BY place))::bigint / {bytes} AS piece FROM image),
piece AS MATERIALIZED (
  SELECT piece, nextval('sync.received_txn') AS txn FROM (SELECT DISTINCT piece FROM cut ORDER BY piece) AS pieces),
marker AS (
  INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key)
  SELECT pg_current_xact_id()::text::bigint, {tableId}, 0, 'C', txn::text FROM piece ORDER BY piece)
INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key, new_row)
SELECT piece.txn, {tableId}, {layout}, CASE WHEN cut.image IS NULL THEN 'X'::"char" ELSE 'B'::"char" END, cut.row_key, cut.image FROM cut JOIN piece USING (piece) ORDER BY cut.place
