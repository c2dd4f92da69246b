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
INSERT INTO "names" VALUES('key group','','signers-2f22de0','6d257629-adf5-4a54-abd9-7ec5be1fd0e1');
INSERT INTO "names" VALUES('public key','','name mobile-85ff738','K15MQRB62XTUGA');
INSERT INTO "names" VALUES('public key','','reference pulumi-3829c9d9-5356-440d-9eba-510dec237548','K15MQRB62XTUGA');
INSERT INTO "names" VALUES('public key','','name web-2698070','KBIQZWR5XH8VU1');
INSERT INTO "names" VALUES('public key','','reference pulumi-c5a24c5a-a29b-416f-934b-8c674126b7be','KBIQZWR5XH8VU1');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('6d257629-adf5-4a54-abd9-7ec5be1fd0e1','key group','','EZP5RI356LC04W','{"Config": {"Name": "signers-2f22de0", "Items": ["KBIQZWR5XH8VU1", "K15MQRB62XTUGA"], "Comment": "who may sign links"}, "LastModifiedTime": 1795578462.9674482}',NULL,NULL);
INSERT INTO "objects" VALUES('K15MQRB62XTUGA','public key','','EPY5GHZH0LQWA7','{"Config": {"CallerReference": "pulumi-3829c9d9-5356-440d-9eba-510dec237548", "Name": "mobile-85ff738", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsqOzgNMbaZkdMRIkhYRp\nKDwK4sLUD7AJ/RdJY45VF3X3vzRFCQwQmZGZ7s0fcMvqjaHhqdfcQ5i0uYkbgTwZ\nvhjzykpJSLd8k02rSRIxmgFYaj5CERyNXfeJ4TykH2XS+xavqfPbaX8DiyImDTSe\n9295VktYYHmtVKDaAj1z6zvAUo8NWPtqvOYGGDUMqUGDZ2tX6LIkJ10VYbCKamTM\nSSetfpfEnMj6b2G9VS3X473V1LRhOe+AFgoCme2+lI4dgew9CgB239iEDUKEzaIT\nbFNlJBjPZXSwUh7vfnG9AODCpp1fbVb9AalSn9rtQYBLPVtYT6e1iuXA9LO3j6JG\nSQIDAQAB\n-----END PUBLIC KEY-----\n", "Comment": "signs for the mobile apps"}, "CreatedTime": 1795578462.9533525}',NULL,NULL);
INSERT INTO "objects" VALUES('KBIQZWR5XH8VU1','public key','','ES6RXZ0RAAGF93','{"Config": {"CallerReference": "pulumi-c5a24c5a-a29b-416f-934b-8c674126b7be", "Name": "web-2698070", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n", "Comment": "signs for the web shop"}, "CreatedTime": 1795578462.9556005}',NULL,NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('K15MQRB62XTUGA','6d257629-adf5-4a54-abd9-7ec5be1fd0e1');
INSERT INTO "uses" VALUES('KBIQZWR5XH8VU1','6d257629-adf5-4a54-abd9-7ec5be1fd0e1');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
