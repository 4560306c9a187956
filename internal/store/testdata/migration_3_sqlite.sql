-- The database of migration 3, as SQLite wrote it: two devices, one that was removed, one event.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE offhook_migrations (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO offhook_migrations VALUES(1,0,1,'2026-11-23 23:04:24');
INSERT INTO offhook_migrations VALUES(2,1,1,'2026-11-23 23:04:24');
INSERT INTO offhook_migrations VALUES(3,2,1,'2026-11-23 23:04:24');
INSERT INTO offhook_migrations VALUES(4,3,1,'2026-11-23 23:04:24');
CREATE TABLE key_check (
    tenant TEXT  NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (tenant)
);
INSERT INTO key_check VALUES('',X'01edd7932fd788f0d491a9eb61603c408ba8f2c316bf130dd3d1b3b4002e2a8b412329a74f80dba098e2ae823bedb034');
CREATE TABLE change_counter (
    tenant TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);
INSERT INTO change_counter VALUES('',4);
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
INSERT INTO devices VALUES('default','7C2F80000001','N720','BL84',1,3,'zürich','symb-quoted',X'01b551b4ad112467b453a05ade696ec3de36f80756218e305832d19b0e808c2329dc5468a5c478aef2581906748f58b2946e1ea34e0021c041da3494c1d175db577fa79be5b7',X'01c6336158fd1aa9a50318dccf1e39334271d53a28ebb16e2008551450f0ba5ba1d557278f5bf5c90b9d90f9868c64b2cf11888ad907fe5f09d0aabfbd3d7a975e09934611c4d9a6db43cf76d05516edf89f52d7512f709ca06a5108cbef8785efd8186b205a4b1596074570f9920c8614339487d1208e66bc28d214',X'01c765ac51756f1beb75f3ce2ac327a35794be55477cf3cb1bbc3d040a6d03ef832c90637f958687ff05d32f382fc5a0994d3b1474f1b5f809d76161d45bd85d9bb0478473b7803379f9bbb6c4f8c5010eb1a890a6b649',1772720100000,1,1,1772720100000,1772720100000);
INSERT INTO devices VALUES('default','7C2F80000002','N720','BL84',1,3,'zürich','symb-quoted',X'016eaf8f8f9aa3495cc42f061cc9a5f59cb52b2e910b5533087c9f06d68ef51535f5b856c9504dabc6f1903bfd60c28f8b2b72d4f62e91066448e48e09aebeea137b7ffea20f',X'01f814a1e1109b7bdd2258b969f2d575b7653d2877e811655686cf35fc4c73b811dec4bdfe5faff11fdcfc4e29db6d09a89fd792ca92582ba3df3d59cfa42a527396e24d26f99a6059c104794680ccfb312acdb7624785c97ad277639ecdb7565614a888b14d0f4cabd04d5e4d3e480e28dc911b5e34b167598ec1c7',X'0142ac95615cfe6dd12727391dbdbb8d05f0a8156e8c9d586f9096479fa5bbaa0d89d21e0e7a3480338af2e2ca20c1ba5f40bb4dc1b88f94462c85834743d58eeee2aee8066ad501b4b1a4bceee5f66327c3488dad00f3',1772720100000,1,2,1772720100000,1772720100000);
CREATE TABLE tombstones (
    tenant     TEXT   NOT NULL,
    mac        TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    change_seq BIGINT NOT NULL,
    PRIMARY KEY (tenant, mac)
);
INSERT INTO tombstones VALUES('default','7C2F80000003',1772720100000,4);
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
INSERT INTO events VALUES('default','1',1772720100000,'7C2F80000001','served','Device 7C2F80000001 (N720) received its document with its configured pair.',200,'GET','/7C2F80000001.xml','192.0.2.1','Gigaset N720 DM PRO/70.108.00.000.000;7C2F80000001','zürich',0,42);
CREATE TABLE nonces (
    tenant  TEXT   NOT NULL,
    id      TEXT   NOT NULL,
    highest BIGINT NOT NULL,
    mask    BIGINT NOT NULL,
    issued  BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE TABLE nonce_marks (
    tenant TEXT   NOT NULL,
    issued BIGINT NOT NULL,
    PRIMARY KEY (tenant)
);
INSERT INTO nonce_marks VALUES('',-1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('offhook_migrations',4);
CREATE UNIQUE INDEX devices_change_seq ON devices (change_seq);
CREATE UNIQUE INDEX tombstones_change_seq ON tombstones (change_seq);
CREATE INDEX events_time ON events (tenant, time, id);
CREATE INDEX events_device ON events (tenant, mac, time, id);
CREATE INDEX nonces_expires ON nonces (expires);
COMMIT;
