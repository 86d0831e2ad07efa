--liquibase formatted sql
--changeset test:second-table
CREATE TABLE sync.second_table (id int PRIMARY KEY);
