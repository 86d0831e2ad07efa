-- What the catalogue says about every relation that could be meant, or about those whose names are given in two arrays.
-- To be run with search_path = pg_catalog, so that types of other schemas are printed with their schema.
SELECT s.nspname, c.relname, c.oid, c.relkind::text AS relkind, c.relpersistence::text AS relpersistence, c.relispartition,
       CASE WHEN c.relispartition THEN pg_partition_root(c.oid)::oid ELSE 0 END AS root,
       c.relhassubclass AND c.relkind <> 'p' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid) AS has_children,
       NOT c.relispartition AND EXISTS (SELECT FROM pg_inherits WHERE inhrelid = c.oid) AS is_child,
       row_security_active(c.oid) AS row_security,
       k.indexrelid IS NOT NULL AS has_key,
       coalesce(k.indimmediate, true) AS key_immediate,
       cols.names, cols.types, cols.keys, cols.generated, cols.always_identity, cols.drawn_keys, cols.loose_keys,
       sync.table_definition(c.oid) AS definition,
       coalesce(t.captured_layout_id, 0) AS captured_layout,
       NOT has_schema_privilege(s.oid, 'USAGE') AS schema_denied,
       ARRAY(SELECT p FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRIGGER']) AS p
             WHERE NOT has_table_privilege(c.oid, p)) AS denied
FROM pg_class AS c
JOIN pg_namespace AS s ON s.oid = c.relnamespace
LEFT JOIN pg_index AS k ON k.indrelid = c.oid AND k.indisprimary AND k.indisvalid
LEFT JOIN sync.sync_tables AS t ON t.schema_name = s.nspname AND t.table_name = c.relname
CROSS JOIN LATERAL (
  SELECT array_agg(a.attname::text ORDER BY a.attnum) AS names,
         array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types,
         array_agg(coalesce(a.attnum = ANY (k.indkey), false) ORDER BY a.attnum) AS keys,
         array_agg(a.attgenerated <> '' ORDER BY a.attnum) AS generated,
         coalesce(array_agg(a.attname::text) FILTER (WHERE a.attidentity = 'a'), '{}') AS always_identity,
         -- Keys that the database counts up.
         coalesce(array_agg(a.attname::text) FILTER (WHERE a.attnum = ANY (k.indkey)
           AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%')), '{}') AS drawn_keys,
         -- Keys of which two can be equal and yet be written differently: 1.0 and 1.00.
         coalesce(array_agg(a.attname::text) FILTER (WHERE a.attnum = ANY (k.indkey)
           AND (y.typname IN ('interval', 'float4', 'float8', 'jsonb', 'citext')
             OR y.typname = 'numeric' AND a.atttypmod = -1
             OR EXISTS (SELECT FROM pg_collation AS o WHERE o.oid = a.attcollation AND NOT o.collisdeterministic))), '{}') AS loose_keys
  FROM pg_attribute AS a
  JOIN pg_type AS y ON y.oid = a.atttypid
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
) AS cols
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND s.nspname NOT IN ('pg_catalog', 'information_schema') AND s.nspname NOT LIKE 'pg\_toast%'
  -- Of ours only what people decided about conflicts is replicated, and no trigger captures it.
  AND (?::text[] IS NULL AND s.nspname <> 'sync'
    OR (s.nspname, c.relname) IN (SELECT * FROM unnest(?::text[], ?::text[]))
      AND (s.nspname <> 'sync' OR c.relname = 'sync_decisions'))
ORDER BY s.nspname, c.relname
