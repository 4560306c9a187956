-- When what a layer or a template says to documents was changed: VERSION writes the flash of its phones each time.

-- +goose Up
CREATE TABLE layer_edits (
    tenant TEXT   NOT NULL,
    kind   TEXT   NOT NULL,
    name   TEXT   NOT NULL,
    at     BIGINT NOT NULL
);

CREATE INDEX layer_edits_at ON layer_edits (tenant, at);
