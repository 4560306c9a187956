-- Requests that nobody answers for: how many there were, and the newest of them whole.

-- +goose Up
CREATE TABLE refusals (
    tenant  TEXT   NOT NULL,
    minute  BIGINT NOT NULL,
    network TEXT   NOT NULL,
    reason  TEXT   NOT NULL,
    count   BIGINT NOT NULL,
    PRIMARY KEY (tenant, minute, network, reason)
);

CREATE TABLE refused (
    tenant     TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    time       BIGINT  NOT NULL,
    mac        TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    sentence   TEXT    NOT NULL,
    status     BIGINT  NOT NULL,
    method     TEXT    NOT NULL,
    target     TEXT    NOT NULL,
    source     TEXT    NOT NULL,
    user_agent TEXT    NOT NULL,
    username   TEXT    NOT NULL,
    tls        BOOLEAN NOT NULL,
    bytes      BIGINT  NOT NULL,
    network    TEXT    NOT NULL,
    PRIMARY KEY (tenant, id)
);
