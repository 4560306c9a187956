-- Devices, their tombstones, and the counter that numbers every change.

-- +goose Up
CREATE TABLE key_check (
    tenant TEXT  NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (tenant)
);

CREATE TABLE change_counter (
    tenant TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);

-- The counter is one for all tenants.
INSERT INTO change_counter (tenant, seq) VALUES ('', 0);

CREATE TABLE devices (
    tenant      TEXT    NOT NULL,
    mac         TEXT    NOT NULL,
    model       TEXT    NOT NULL,
    firmware    TEXT    NOT NULL,
    enabled     BOOLEAN NOT NULL,
    accept      BIGINT  NOT NULL,
    username    TEXT    NOT NULL,
    pair_form   TEXT    NOT NULL,
    credentials BYTEA   NOT NULL,
    settings    BYTEA,
    document    BYTEA,
    version     BIGINT  NOT NULL,
    revision    BIGINT  NOT NULL,
    change_seq  BIGINT  NOT NULL,
    created     BIGINT  NOT NULL,
    updated     BIGINT  NOT NULL,
    PRIMARY KEY (tenant, mac)
);

CREATE UNIQUE INDEX devices_change_seq ON devices (change_seq);

CREATE TABLE tombstones (
    tenant     TEXT   NOT NULL,
    mac        TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    PRIMARY KEY (tenant, mac)
);

CREATE UNIQUE INDEX tombstones_change_seq ON tombstones (change_seq);
