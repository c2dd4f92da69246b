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
INSERT INTO "names" VALUES('group','d-1234567890','name Team','1234567890-f96e71ca-d51d-4a68-bd78-586060599211');
INSERT INTO "names" VALUES('key group','','the signers','2cf5147a-3591-4d36-bd7c-88ce1e6c4691');
INSERT INTO "names" VALUES('public key','','name web-c21be02','KH7XMY7T6N1W32');
INSERT INTO "names" VALUES('public key','','reference pulumi-c14582a1-d882-49c3-8e58-917ea5dbb552','KH7XMY7T6N1W32');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('1234567890-f96e71ca-d51d-4a68-bd78-586060599211','group','d-1234567890','63823869678327573','{"DisplayName": "Team", "Description": "those who ship", "CreatedAt": 1795578788.5850859, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578788.5850859, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('2cf5147a-3591-4d36-bd7c-88ce1e6c4691','key group','','EBQHHIEAWLKWD2','{"Config": {"Name": "the signers", "Items": ["KH7XMY7T6N1W32"]}, "LastModifiedTime": 1795578788.7730289}',NULL,NULL);
INSERT INTO "objects" VALUES('KH7XMY7T6N1W32','public key','','EGB19K31Q86AV3','{"Config": {"CallerReference": "pulumi-c14582a1-d882-49c3-8e58-917ea5dbb552", "Name": "web-c21be02", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n", "Comment": "signs for the web shop"}, "CreatedTime": 1795578788.6023242}',NULL,NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('KH7XMY7T6N1W32','2cf5147a-3591-4d36-bd7c-88ce1e6c4691');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
