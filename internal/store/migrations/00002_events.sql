-- What became of every request.

-- +goose Up
CREATE TABLE events (
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
    PRIMARY KEY (tenant, id)
);

CREATE INDEX events_time ON events (tenant, time, id);

CREATE INDEX events_device ON events (tenant, mac, time, id);
