--liquibase formatted sql
--changeset test:breaks-here
CREATE TABLE sync.third_table (id no_such_type);
