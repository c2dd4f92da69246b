BEGIN TRANSACTION;
CREATE TABLE calls (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  service TEXT NOT NULL, operation TEXT NOT NULL, params TEXT NOT NULL,
  status INTEGER NOT NULL, error TEXT, request_id TEXT NOT NULL, at REAL NOT NULL, fault TEXT
);
CREATE TABLE counts (
  kind TEXT NOT NULL, scope TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, scope)
) WITHOUT ROWID;
INSERT INTO "counts" VALUES('group','d-0987654321',1);
INSERT INTO "counts" VALUES('group','d-1234567890',4);
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
INSERT INTO "names" VALUES('group','d-0987654321','name Elsewhere','0987654321-8238afdd-6b84-4c8b-95c4-82e26e34946b');
INSERT INTO "names" VALUES('group','d-1234567890','name Team','1234567890-0cbb4de8-cc9e-4bc7-b604-6c8ecf7aa22d');
INSERT INTO "names" VALUES('group','d-1234567890','name By ARN','1234567890-89d01a3e-b59b-49a4-89da-689db786f4f2');
INSERT INTO "names" VALUES('group','d-1234567890','name Équipe «Ж» 組','1234567890-9d70e0b4-2555-4fce-b13a-620a1c6550c3');
INSERT INTO "names" VALUES('group','d-1234567890','name Bare','1234567890-bd599b78-cb1b-4837-9fe6-6f9cca7db096');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('0987654321-8238afdd-6b84-4c8b-95c4-82e26e34946b','group','d-0987654321','35438666845529617','{"DisplayName": "Elsewhere", "Description": "in another store", "CreatedAt": 1795578980.6124485, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578980.6124485, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('1234567890-0cbb4de8-cc9e-4bc7-b604-6c8ecf7aa22d','group','d-1234567890','52890944976023731','{"DisplayName": "Team", "Description": "those who ship", "CreatedAt": 1795578980.6147058, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578980.6147058, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('1234567890-89d01a3e-b59b-49a4-89da-689db786f4f2','group','d-1234567890','64335886585077845','{"DisplayName": "By ARN", "CreatedAt": 1795578980.6161132, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578980.6161132, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('1234567890-9d70e0b4-2555-4fce-b13a-620a1c6550c3','group','d-1234567890','53684569126106240','{"DisplayName": "\u00c9quipe \u00ab\u0416\u00bb \u7d44", "Description": "na\u00efve fa\u00e7ade \u2014 \u00abgr\u00f6\u00dfer\u00bb \u65e5\u672c\u8a9e", "CreatedAt": 1795578980.6169667, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578980.6169667, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
INSERT INTO "objects" VALUES('1234567890-bd599b78-cb1b-4837-9fe6-6f9cca7db096','group','d-1234567890','15859049158242101','{"DisplayName": "Bare", "CreatedAt": 1795578980.6153889, "CreatedBy": "arn:aws:iam::123456789012:user/local", "UpdatedAt": 1795578980.6153889, "UpdatedBy": "arn:aws:iam::123456789012:user/local"}',NULL,NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "settings" VALUES('settings','{"account": "123456789012", "identity_stores": ["d-1234567890", "d-0987654321"], "public_keys": 10, "key_groups": 10, "public_keys_per_key_group": 5, "key_groups_per_cache_behavior": 4, "distributions_per_key_group": 100, "groups_per_identity_store": 10000, "old_replies": false}');
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
