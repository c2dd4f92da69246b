BEGIN TRANSACTION;
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  service TEXT NOT NULL, operation TEXT NOT NULL, params TEXT NOT NULL,
  status INTEGER NOT NULL, error TEXT, request_id TEXT NOT NULL, at REAL NOT NULL, fault TEXT
);
CREATE TABLE counts (
  kind TEXT NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, scope)
) WITHOUT ROWID;
INSERT INTO "counts" VALUES('group','d-1234567890',2);
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
INSERT INTO "names" VALUES('group','d-1234567890','name Old friends','1234567890-12aa6e1d-1552-4987-a129-7cacc3e13801');
INSERT INTO "names" VALUES('group','d-1234567890','name Old team','1234567890-5a26286b-5bee-4669-814f-87225b35e021');
INSERT INTO "names" VALUES('key group','','old-signers','28ac7274-254d-46e2-a478-acec90ff0234');
INSERT INTO "names" VALUES('public key','','name old-key','KZOEHERXMU4CEG');
INSERT INTO "names" VALUES('public key','','reference by hand','KZOEHERXMU4CEG');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('1234567890-12aa6e1d-1552-4987-a129-7cacc3e13801','group','d-1234567890','12568766490179973','{"DisplayName": "Old friends", "Description": "old", "CreatedAt": 1795578468.8806465, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578468.8806465, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('1234567890-5a26286b-5bee-4669-814f-87225b35e021','group','d-1234567890','15026283826568307','{"DisplayName": "Old team", "Description": "old", "CreatedAt": 1795578468.8740292, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578468.8740292, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('28ac7274-254d-46e2-a478-acec90ff0234','key group','','E83TH6VF688CG8','{"Config": {"Name": "old-signers", "Items": ["KZOEHERXMU4CEG"]}, "LastModifiedTime": 1795578468.8668077}',NULL,NULL);
INSERT INTO "objects" VALUES('KZOEHERXMU4CEG','public key','','E9VWKKG22YW28Y','{"Config": {"CallerReference": "by hand", "Name": "old-key", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n", "Comment": "old"}, "CreatedTime": 1795578468.8599865}',NULL,NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('KZOEHERXMU4CEG','28ac7274-254d-46e2-a478-acec90ff0234');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
