-- Where a device is sent that belongs elsewhere, with the pair that goes along; sealed.

-- +goose Up
ALTER TABLE devices ADD COLUMN redirect BYTEA;
