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
INSERT INTO "counts" VALUES('public key','',3);
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
INSERT INTO "names" VALUES('key group','','the signers','00e67b11-bf8e-44a0-af62-5cbf9c8228e9');
INSERT INTO "names" VALUES('public key','','name key-c','KCILXO875X8SC5');
INSERT INTO "names" VALUES('public key','','reference pulumi-b48efb9d-e266-461b-a811-195a5936b1e7','KCILXO875X8SC5');
INSERT INTO "names" VALUES('public key','','name key-b','KL1KW2TXFW79KO');
INSERT INTO "names" VALUES('public key','','reference pulumi-287044ae-e8b8-40e2-bef8-16eae5bf5641','KL1KW2TXFW79KO');
INSERT INTO "names" VALUES('public key','','name key-a','KUJLA1GXE7C4IX');
INSERT INTO "names" VALUES('public key','','reference pulumi-60e367d1-aa96-4677-ac9f-9323ba984d3c','KUJLA1GXE7C4IX');
CREATE TABLE objects (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,            -- the identity store's id, or nothing
  version TEXT NOT NULL,          -- the ETag or the revision
  body TEXT NOT NULL,
  earlier_version TEXT,           -- the version before this one, for stale reads
  earlier_body TEXT
) WITHOUT ROWID;
INSERT INTO "objects" VALUES('00e67b11-bf8e-44a0-af62-5cbf9c8228e9','key group','','EQIIF3OS3653KS','{"Config": {"Name": "the signers", "Items": ["KCILXO875X8SC5", "KUJLA1GXE7C4IX", "KL1KW2TXFW79KO"]}, "LastModifiedTime": 1795578464.3546045}',NULL,NULL);
INSERT INTO "objects" VALUES('KCILXO875X8SC5','public key','','ESM4AJAYUTJUA0','{"Config": {"CallerReference": "pulumi-b48efb9d-e266-461b-a811-195a5936b1e7", "Name": "key-c", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsqOzgNMbaZkdMRIkhYRp\nKDwK4sLUD7AJ/RdJY45VF3X3vzRFCQwQmZGZ7s0fcMvqjaHhqdfcQ5i0uYkbgTwZ\nvhjzykpJSLd8k02rSRIxmgFYaj5CERyNXfeJ4TykH2XS+xavqfPbaX8DiyImDTSe\n9295VktYYHmtVKDaAj1z6zvAUo8NWPtqvOYGGDUMqUGDZ2tX6LIkJ10VYbCKamTM\nSSetfpfEnMj6b2G9VS3X473V1LRhOe+AFgoCme2+lI4dgew9CgB239iEDUKEzaIT\nbFNlJBjPZXSwUh7vfnG9AODCpp1fbVb9AalSn9rtQYBLPVtYT6e1iuXA9LO3j6JG\nSQIDAQAB\n-----END PUBLIC KEY-----\n"}, "CreatedTime": 1795578464.3427656}',NULL,NULL);
INSERT INTO "objects" VALUES('KL1KW2TXFW79KO','public key','','E387MPZJ2RAHVL','{"Config": {"CallerReference": "pulumi-287044ae-e8b8-40e2-bef8-16eae5bf5641", "Name": "key-b", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJcCM2J8kBsgevyNQZuiK0MKxKwMU\nnsz32guvqIa6LnJrNHXc09z7blcPGiibAxtLBIAmJjsX23QiN7QiI/4udQ==\n-----END PUBLIC KEY-----\n"}, "CreatedTime": 1795578464.341295}',NULL,NULL);
INSERT INTO "objects" VALUES('KUJLA1GXE7C4IX','public key','','EPMJMND2D50ZRN','{"Config": {"CallerReference": "pulumi-60e367d1-aa96-4677-ac9f-9323ba984d3c", "Name": "key-a", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEUQGkuSJ9OiHfysBleuS805zfeETP\nYBeFl3QyCT83N/kmK87fvIaMn2HAXLJ45chOs78aeSMryWdWdljCDflFpw==\n-----END PUBLIC KEY-----\n"}, "CreatedTime": 1795578464.3391752}',NULL,NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE uses (
  used TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (used, user)
) WITHOUT ROWID;
INSERT INTO "uses" VALUES('KCILXO875X8SC5','00e67b11-bf8e-44a0-af62-5cbf9c8228e9');
INSERT INTO "uses" VALUES('KL1KW2TXFW79KO','00e67b11-bf8e-44a0-af62-5cbf9c8228e9');
INSERT INTO "uses" VALUES('KUJLA1GXE7C4IX','00e67b11-bf8e-44a0-af62-5cbf9c8228e9');
CREATE INDEX objects_listed ON objects (kind, scope, id);
CREATE INDEX names_of ON names (id);
CREATE INDEX uses_of ON uses (user);
DELETE FROM "sqlite_sequence";
COMMIT;
