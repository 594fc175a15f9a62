import type { Migration } from '../../storage/migrations.ts';

/** Tables of the directory in the system scope. `record` is the JSON of everything that is not looked up by SQL. */
export const directoryMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'mailboxes, their addresses, accepted domains',
    statements: () => [
      `CREATE TABLE organization (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)`,
      `CREATE TABLE mailbox (
         guid TEXT NOT NULL PRIMARY KEY,
         name_key TEXT NOT NULL UNIQUE,
         alias_key TEXT NOT NULL UNIQUE,
         upn_key TEXT NOT NULL UNIQUE,
         sam_key TEXT NOT NULL UNIQUE,
         password_hash TEXT,
         record TEXT NOT NULL)`,
      `CREATE TABLE mailbox_address (
         address TEXT NOT NULL PRIMARY KEY,
         mailbox TEXT NOT NULL REFERENCES mailbox (guid),
         position INTEGER NOT NULL)`,
      `CREATE INDEX mailbox_address_by_mailbox ON mailbox_address (mailbox)`,
      `CREATE TABLE accepted_domain (
         guid TEXT NOT NULL PRIMARY KEY,
         domain_name TEXT NOT NULL UNIQUE,
         name_key TEXT NOT NULL UNIQUE,
         record TEXT NOT NULL)`,
    ],
  },
  {
    version: 2,
    name: 'groups, contacts, accounts without a mailbox',
    statements: () => [
      `CREATE TABLE recipient (
         guid TEXT NOT NULL PRIMARY KEY,
         kind TEXT NOT NULL,
         name_key TEXT NOT NULL UNIQUE,
         alias_key TEXT NOT NULL UNIQUE,
         password_hash TEXT,
         record TEXT NOT NULL)`,
      `CREATE TABLE recipient_address (
         address TEXT NOT NULL PRIMARY KEY,
         recipient TEXT NOT NULL REFERENCES recipient (guid),
         position INTEGER NOT NULL)`,
      `CREATE INDEX recipient_address_by_recipient ON recipient_address (recipient)`,
    ],
  },
];
