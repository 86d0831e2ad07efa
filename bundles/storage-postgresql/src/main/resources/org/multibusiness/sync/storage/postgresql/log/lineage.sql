-- The second half of the chains of those who had seen a branch: over the chains of what their pasts name now. The same text
-- and hash as core's Lineage makes; empty when a chain isn't known any more. Where the log begins, the floor still knows the chain.
UPDATE sync.sync_transactions AS t SET chain = left(t.chain, 32) || coalesce(seen.hash, '')
FROM (
  SELECT s.position,
         CASE WHEN count(*) = count(h.chain) THEN left(encode(sha256(convert_to(string_agg(
                p.origin || ':' || p.sequence || '|' || left(h.chain, 32) || '|', ''
                ORDER BY split_part(p.origin, '.', 1) COLLATE "C", split_part(p.origin, '.', 2)::integer), 'UTF8')), 'hex'), 32)
         END AS hash
  FROM sync.sync_transactions AS s
  CROSS JOIN LATERAL jsonb_each_text(s.vector_clock) AS p (origin, sequence)
  LEFT JOIN sync.sync_transactions AS l ON l.origin = p.origin AND l.sequence = p.sequence::bigint
  LEFT JOIN sync.sync_floor AS f ON f.origin = p.origin AND f.sequence = p.sequence::bigint
  CROSS JOIN LATERAL (SELECT nullif(coalesce(l.chain, f.chain), '')) AS h (chain)
  WHERE s.position > ? AND jsonb_exists(s.vector_clock, ?)
  GROUP BY s.position) AS seen
WHERE seen.position = t.position AND length(t.chain) > 32
