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
INSERT INTO "names" VALUES('group','d-1234567890','name In the open','1234567890-b8d49caf-5786-47ee-98b1-4ab8944eeded');
INSERT INTO "names" VALUES('group','d-1234567890','name Project Nightingale','1234567890-c164d071-c473-4590-a0b4-2b8320170aab');
INSERT INTO "names" VALUES('key group','','signers-f8a78e3','5ea9721d-c4ff-48d9-9bfa-f4ed728a4e95');
INSERT INTO "names" VALUES('public key','','name web-ff8cb48','KAYZFEBBB5B2VH');
INSERT INTO "names" VALUES('public key','','reference pulumi-6c9ba3b1-ba8b-4f24-90ec-f3c608af5c56','KAYZFEBBB5B2VH');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('1234567890-b8d49caf-5786-47ee-98b1-4ab8944eeded','group','d-1234567890','63622659691969882','{"DisplayName": "In the open", "Description": "but what for?", "CreatedAt": 1795578473.8045044, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578473.8045044, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('1234567890-c164d071-c473-4590-a0b4-2b8320170aab','group','d-1234567890','63910395748883540','{"DisplayName": "Project Nightingale", "Description": "nobody knows", "CreatedAt": 1795578473.7873156, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578473.7873156, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('5ea9721d-c4ff-48d9-9bfa-f4ed728a4e95','key group','','EX3X2LGX98I9AS','{"Config": {"Name": "signers-f8a78e3", "Items": ["KAYZFEBBB5B2VH"], "Comment": "hush, hush"}, "LastModifiedTime": 1795578473.814461}',NULL,NULL);
INSERT INTO "objects" VALUES('KAYZFEBBB5B2VH','public key','','E3N6IE6V9X9YC6','{"Config": {"CallerReference": "pulumi-6c9ba3b1-ba8b-4f24-90ec-f3c608af5c56", "Name": "web-ff8cb48", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n", "Comment": "hush"}, "CreatedTime": 1795578473.8068266}',NULL,NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('KAYZFEBBB5B2VH','5ea9721d-c4ff-48d9-9bfa-f4ed728a4e95');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
