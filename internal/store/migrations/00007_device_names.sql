-- What people call a device, and what they should know of it.

-- +goose Up
ALTER TABLE devices ADD COLUMN name TEXT NOT NULL DEFAULT '';

ALTER TABLE devices ADD COLUMN comment TEXT NOT NULL DEFAULT '';
