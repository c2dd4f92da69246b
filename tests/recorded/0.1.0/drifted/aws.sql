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
INSERT INTO "names" VALUES('group','d-1234567890','name Team','1234567890-08f36724-c94c-412d-bc82-cd12d6eea98d');
INSERT INTO "names" VALUES('group','d-1234567890','name Bare','1234567890-301f49b1-355a-4dc9-9761-1493e43ca596');
INSERT INTO "names" VALUES('key group','','signers','893ec91f-7e14-4549-bd9b-9eee9dfa1b08');
INSERT INTO "names" VALUES('public key','','name web','KKSLAISHG64C5G');
INSERT INTO "names" VALUES('public key','','reference pulumi-bb0e12d2-c60f-4f1a-916a-c8fd37fda2c2','KKSLAISHG64C5G');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('1234567890-08f36724-c94c-412d-bc82-cd12d6eea98d','group','d-1234567890','60168757761242091','{"DisplayName": "Team", "Description": "theirs", "CreatedAt": 1795578467.1657205, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578467.4325097, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}','35921658750847543','{"DisplayName": "Team", "Description": "ours", "CreatedAt": 1795578467.1657205, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578467.1657205, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}');
INSERT INTO "objects" VALUES('1234567890-301f49b1-355a-4dc9-9761-1493e43ca596','group','d-1234567890','30521971528786672','{"DisplayName": "Bare", "CreatedAt": 1795578467.1675832, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578467.437587, "UpdatedBy": "arn:aws:iam::123456789012:user/local", "Description": "theirs, and nobody minds"}','65718166659764621','{"DisplayName": "Bare", "CreatedAt": 1795578467.1675832, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578467.1675832, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}');
INSERT INTO "objects" VALUES('893ec91f-7e14-4549-bd9b-9eee9dfa1b08','key group','','EGT3Q8HM6JYB6N','{"Config": {"Name": "signers", "Items": ["KKSLAISHG64C5G"], "Comment": "theirs"}, "LastModifiedTime": 1795578467.4256692}','EBW27K6YE4ENBZ','{"Config": {"Name": "signers", "Items": ["KKSLAISHG64C5G"]}, "LastModifiedTime": 1795578467.18109}');
INSERT INTO "objects" VALUES('KKSLAISHG64C5G','public key','','ENLCU0GSOLH62A','{"Config": {"CallerReference": "pulumi-bb0e12d2-c60f-4f1a-916a-c8fd37fda2c2", "Name": "web", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n", "Comment": "theirs"}, "CreatedTime": 1795578467.1634982}','EU4Y62OD270OZ2','{"Config": {"CallerReference": "pulumi-bb0e12d2-c60f-4f1a-916a-c8fd37fda2c2", "Name": "web", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n", "Comment": "ours"}, "CreatedTime": 1795578467.1634982}');
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('KKSLAISHG64C5G','893ec91f-7e14-4549-bd9b-9eee9dfa1b08');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
