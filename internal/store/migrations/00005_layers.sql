-- Values that devices share, the operators' templates, and the documents that devices got.

-- +goose Up
ALTER TABLE devices ADD COLUMN site TEXT NOT NULL DEFAULT '';

ALTER TABLE devices ADD COLUMN profile TEXT NOT NULL DEFAULT '';

-- What VERSION was given to, as a keyed hash, and the layers that it was made of.
ALTER TABLE devices ADD COLUMN content BYTEA;

ALTER TABLE devices ADD COLUMN content_seq BIGINT NOT NULL DEFAULT 0;

CREATE INDEX devices_site ON devices (tenant, site, mac);

CREATE INDEX devices_profile ON devices (tenant, profile, mac);

CREATE INDEX devices_content_seq ON devices (tenant, content_seq);

CREATE TABLE layers (
    tenant   TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    models   TEXT   NOT NULL,
    template TEXT   NOT NULL,
    comment  TEXT   NOT NULL,
    settings BYTEA,
    revision BIGINT NOT NULL,
    created  BIGINT NOT NULL,
    updated  BIGINT NOT NULL,
    PRIMARY KEY (tenant, kind, name)
);

CREATE TABLE template_versions (
    tenant  TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    author  TEXT   NOT NULL,
    comment TEXT   NOT NULL,
    text    BYTEA  NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (tenant, name, number)
);

-- The number of the latest change of a layer or a template.
CREATE TABLE layer_changes (
    tenant TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);

-- Of each device the last document without an error, "good", the one before, "previous", and an older one that the phone got, "served".
CREATE TABLE documents (
    tenant       TEXT   NOT NULL,
    mac          TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    etag         TEXT   NOT NULL,
    content_type TEXT   NOT NULL,
    body         BYTEA  NOT NULL,
    published    BIGINT NOT NULL,
    served       BIGINT NOT NULL,
    PRIMARY KEY (tenant, mac, kind)
);
