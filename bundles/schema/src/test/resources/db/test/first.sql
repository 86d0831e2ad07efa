--liquibase formatted sql
--changeset test:first-table splitStatements:false
CREATE TABLE sync.first_table (id int PRIMARY KEY);
CREATE FUNCTION sync.first_function() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
