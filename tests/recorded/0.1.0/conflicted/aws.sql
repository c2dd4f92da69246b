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
INSERT INTO "names" VALUES('group','d-1234567890','name Team','1234567890-cc72fc63-3986-453f-9c6e-3fa354100794');
INSERT INTO "names" VALUES('public key','','name web','K4ABMJDFW9HIDW');
INSERT INTO "names" VALUES('public key','','reference pulumi-1d8c61dc-015c-446f-b538-5ebc4c2cbf33','K4ABMJDFW9HIDW');
INSERT INTO "names" VALUES('key group','','signers','d1a9d641-dc7b-4166-a18c-cf23750a8a62');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('1234567890-cc72fc63-3986-453f-9c6e-3fa354100794','group','d-1234567890','53282624606636825','{"DisplayName": "Team", "Description": "ours, changed", "CreatedAt": 1795578476.527286, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578477.3934617, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}','48651608893481299','{"DisplayName": "Team", "Description": "ours", "CreatedAt": 1795578476.527286, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578476.527286, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}');
INSERT INTO "objects" VALUES('K4ABMJDFW9HIDW','public key','','ENP7C1562EV502','{"Config": {"CallerReference": "pulumi-1d8c61dc-015c-446f-b538-5ebc4c2cbf33", "Name": "web", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n"}, "CreatedTime": 1795578476.5455024}',NULL,NULL);
INSERT INTO "objects" VALUES('d1a9d641-dc7b-4166-a18c-cf23750a8a62','key group','','E6QTAOYNKSJ0Z4','{"Config": {"Name": "signers", "Items": ["K4ABMJDFW9HIDW"], "Comment": "theirs"}, "LastModifiedTime": 1795578476.7355742}','ERSYY11YY8JV61','{"Config": {"Name": "signers", "Items": ["K4ABMJDFW9HIDW"], "Comment": "ours"}, "LastModifiedTime": 1795578476.5569913}');
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('K4ABMJDFW9HIDW','d1a9d641-dc7b-4166-a18c-cf23750a8a62');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
