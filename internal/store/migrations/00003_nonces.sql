-- Which counts of which nonce were used, and the issue time up to which rows
-- were removed: a nonce without a row that is not younger is refused.

-- +goose Up
CREATE TABLE nonces (
    tenant  TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    highest BIGINT NOT NULL,
    mask    BIGINT NOT NULL,
    issued  BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE INDEX nonces_expires ON nonces (expires);

CREATE TABLE nonce_marks (
    tenant TEXT   NOT NULL,
    issued BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);

INSERT INTO nonce_marks (tenant, issued) VALUES ('', -1);
