import type { Migration } from '../../storage/migrations.ts';

/** Tables of the credentials in the system scope. `record` is the JSON of everything that is not looked up by SQL. */
export const credentialMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'app passwords, tokens, second factors, browser sessions; sign-ins; addresses that signed in',
    statements: ({ types }) => [
      `CREATE TABLE credential_key (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)`,
      `CREATE TABLE credential (
         id TEXT NOT NULL PRIMARY KEY,
         kind TEXT NOT NULL,
         mailbox TEXT NOT NULL,
         verifier TEXT NOT NULL UNIQUE,
         record TEXT NOT NULL)`,
      `CREATE INDEX credential_by_mailbox ON credential (mailbox)`,
      `CREATE TABLE sign_in_event (
         sequence ${types.autoKey},
         at ${types.bigint} NOT NULL,
         mailbox TEXT,
         record TEXT NOT NULL)`,
      `CREATE INDEX sign_in_event_by_mailbox ON sign_in_event (mailbox, at)`,
      `CREATE INDEX sign_in_event_by_time ON sign_in_event (at)`,
      `CREATE TABLE known_address (
         account TEXT NOT NULL,
         address TEXT NOT NULL,
         seen_at ${types.bigint} NOT NULL,
         PRIMARY KEY (account, address))`,
    ],
  },
];
