BEGIN TRANSACTION;
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  service TEXT NOT NULL, operation TEXT NOT NULL, params TEXT NOT NULL,
  status INTEGER NOT NULL, error TEXT, request_id TEXT NOT NULL, at REAL NOT NULL, fault TEXT
);
CREATE TABLE counts (
  kind TEXT NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, scope)
) WITHOUT ROWID;
INSERT INTO "counts" VALUES('group','d-1234567890',1);
INSERT INTO "counts" VALUES('key group','',1);
INSERT INTO "counts" VALUES('public key','',1);
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
INSERT INTO "names" VALUES('key group','','signers-b692954','031d53df-c88d-4451-8dc0-d0ef324f918c');
INSERT INTO "names" VALUES('group','d-1234567890','name Team','1234567890-b2c344a2-9aec-4267-9784-df9988ba8a8c');
INSERT INTO "names" VALUES('public key','','name web-2e63559','K9JZZU9PAB2WKR');
INSERT INTO "names" VALUES('public key','','reference pulumi-8be321db-e879-4a8f-861f-23b7145f758f','K9JZZU9PAB2WKR');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('031d53df-c88d-4451-8dc0-d0ef324f918c','key group','','EURWD4UWFLXYD1','{"Config": {"Name": "signers-b692954", "Items": ["K9JZZU9PAB2WKR"], "Comment": "who may sign"}, "LastModifiedTime": 1795578593.903257}',NULL,NULL);
INSERT INTO "objects" VALUES('1234567890-b2c344a2-9aec-4267-9784-df9988ba8a8c','group','d-1234567890','46007595300166091','{"DisplayName": "Team", "Description": "those who ship", "CreatedAt": 1795578593.8973343, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578593.8973343, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('K9JZZU9PAB2WKR','public key','','ET11OX2RR4HRZ1','{"Config": {"CallerReference": "pulumi-8be321db-e879-4a8f-861f-23b7145f758f", "Name": "web-2e63559", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n"}, "CreatedTime": 1795578593.8902845}',NULL,NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('K9JZZU9PAB2WKR','031d53df-c88d-4451-8dc0-d0ef324f918c');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
