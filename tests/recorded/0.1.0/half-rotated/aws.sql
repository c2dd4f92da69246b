BEGIN TRANSACTION;
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  service TEXT NOT NULL, operation TEXT NOT NULL, params TEXT NOT NULL,
  status INTEGER NOT NULL, error TEXT, request_id TEXT NOT NULL, at REAL NOT NULL, fault TEXT
);
CREATE TABLE counts (
  kind TEXT NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, scope)
) WITHOUT ROWID;
INSERT INTO "counts" VALUES('key group','',1);
INSERT INTO "counts" VALUES('public key','',2);
CREATE TABLE faults (
  id INTEGER PRIMARY KEY,
  spec TEXT NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0, used INTEGER NOT NULL DEFAULT 0,
  tokens REAL, filled REAL        -- a throttle's bucket, and when it was last filled
);
CREATE TABLE names (
  kind TEXT NOT NULL, scope TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (kind, scope, name)
) WITHOUT ROWID;
INSERT INTO "names" VALUES('public key','','name web-7382219','K7ZFKHLBVGAC8K');
INSERT INTO "names" VALUES('public key','','reference pulumi-964e9326-21c8-446b-bab9-19ef82c4dfae','K7ZFKHLBVGAC8K');
INSERT INTO "names" VALUES('public key','','name web-5aa8792','KUFEAK2DX4TM07');
INSERT INTO "names" VALUES('public key','','reference pulumi-67486906-79cc-430c-9886-a1988ac2fa5b','KUFEAK2DX4TM07');
INSERT INTO "names" VALUES('key group','','signers-b5195e7','d575c4e9-5766-4f2c-bcf8-2a1256c5ce60');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('K7ZFKHLBVGAC8K','public key','','EJYSCO1WU9861I','{"Config": {"CallerReference": "pulumi-964e9326-21c8-446b-bab9-19ef82c4dfae", "Name": "web-7382219", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n"}, "CreatedTime": 1795578478.6431558}',NULL,NULL);
INSERT INTO "objects" VALUES('KUFEAK2DX4TM07','public key','','EMB97A7ND50325','{"Config": {"CallerReference": "pulumi-67486906-79cc-430c-9886-a1988ac2fa5b", "Name": "web-5aa8792", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJcCM2J8kBsgevyNQZuiK0MKxKwMU\nnsz32guvqIa6LnJrNHXc09z7blcPGiibAxtLBIAmJjsX23QiN7QiI/4udQ==\n-----END PUBLIC KEY-----\n"}, "CreatedTime": 1795578479.557212}',NULL,NULL);
INSERT INTO "objects" VALUES('d575c4e9-5766-4f2c-bcf8-2a1256c5ce60','key group','','E9A69VIUZSHZM9','{"Config": {"Name": "signers-b5195e7", "Items": ["KUFEAK2DX4TM07"]}, "LastModifiedTime": 1795578479.568763}','EBOVFISBBVURFZ','{"Config": {"Name": "signers-b5195e7", "Items": ["K7ZFKHLBVGAC8K"]}, "LastModifiedTime": 1795578478.6550357}');
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('KUFEAK2DX4TM07','d575c4e9-5766-4f2c-bcf8-2a1256c5ce60');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
