--liquibase formatted sql

--changeset sync:010-large-values splitStatements:false stripComments:false
-- Values of more than a MiB. Images of rows name them by hash: \large:HASH:BYTES, never in quotes, so that no value of a user's
-- looks like it (record_out puts what has a backslash in quotes).
CREATE TABLE sync.large_values (
  value_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash     text COLLATE "C" NOT NULL,
  bytes    bigint NOT NULL,
  whole    boolean NOT NULL,
  kept     boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX large_values_whole ON sync.large_values (hash) WHERE whole;
COMMENT ON TABLE sync.large_values IS 'Values of more than a MiB that images in change_log name.';
COMMENT ON COLUMN sync.large_values.hash IS 'SHA-256 of the value''s text in UTF-8. whole: all pieces are there, and the hash was worked out here.';
COMMENT ON COLUMN sync.large_values.kept IS 'Named in the journal of conflicts: not deleted with the log.';

CREATE TABLE sync.large_pieces (
  value_id bigint NOT NULL REFERENCES sync.large_values ON DELETE CASCADE,
  piece    integer NOT NULL,
  content  bytea NOT NULL,
  PRIMARY KEY (value_id, piece)
);
-- Bytes in hex are what is large, and those PostgreSQL compresses by less than the quarter that it asks for: after seconds of trying.
ALTER TABLE sync.large_pieces ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE sync.large_pieces IS 'The texts, in UTF-8, a MiB each but the last; cut without regard to characters.';

CREATE TABLE sync.large_uses (
  txn      bigint NOT NULL,
  value_id bigint NOT NULL REFERENCES sync.large_values,
  PRIMARY KEY (txn, value_id)
);
CREATE INDEX large_uses_value ON sync.large_uses (value_id);
COMMENT ON TABLE sync.large_uses IS 'Which transactions of change_log name which values. A value without any is deleted, unless it is kept.';

-- Lives within one transaction, so it need not survive a crash.
CREATE UNLOGGED TABLE sync.cut_images (
  image_id bigint NOT NULL,
  piece    integer NOT NULL,
  content  bytea NOT NULL,
  PRIMARY KEY (image_id, piece)
);
ALTER TABLE sync.cut_images ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE SEQUENCE sync.cut_image_id AS bigint;
COMMENT ON TABLE sync.cut_images IS 'Images of rows on their way to the service, which takes the large values out of them.';

--changeset sync:010-large-functions splitStatements:false stripComments:false runOnChange:true
-- An image that the service can hold, or where it finds the image in pieces: \cut:ID. Half a MiB in the database's encoding is at
-- most a MiB in UTF-8, which is what counts.
CREATE OR REPLACE FUNCTION sync.short_image(image text) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  bytes bytea;
  made bigint;
BEGIN
  IF image IS NULL OR octet_length(image) <= 524288 THEN
    RETURN image;
  END IF;
  bytes := convert_to(image, 'UTF8');
  made := nextval('sync.cut_image_id');
  INSERT INTO sync.cut_images (image_id, piece, content)
  SELECT made, i, substring(bytes FROM i * 1048576 + 1 FOR 1048576)
  FROM generate_series(0, (octet_length(bytes) - 1) / 1048576) AS i;
  RETURN '\cut:' || made;
END
$function$;

-- What a text from the service stands for: the large value that it names, or itself. What a user wrote that looks like a name
-- comes with one backslash more.
CREATE OR REPLACE FUNCTION sync.expanded(value text) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  found bytea;
BEGIN
  IF value IS NULL OR NOT starts_with(value, '\') OR NOT starts_with(ltrim(value, '\'), 'large:') THEN
    RETURN value;
  END IF;
  IF starts_with(value, '\\') THEN
    RETURN substr(value, 2);
  END IF;
  SELECT string_agg(p.content, ''::bytea ORDER BY p.piece) INTO found
  FROM sync.large_values AS v JOIN sync.large_pieces AS p USING (value_id)
  WHERE v.hash = split_part(value, ':', 2) AND v.whole;
  IF found IS NULL THEN
    RAISE EXCEPTION 'the large value % is not here', value USING ERRCODE = 'no_data_found';
  END IF;
  RETURN convert_from(found, 'UTF8');
END
$function$;
