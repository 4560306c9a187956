-- The networks from which devices were served, at most four each.

-- +goose Up
CREATE TABLE good_networks (
    tenant  TEXT   NOT NULL,
    mac     TEXT   NOT NULL,
    network TEXT   NOT NULL,
    time    BIGINT NOT NULL,
    PRIMARY KEY (tenant, mac, network)
);
