import type { Migration } from '../../storage/migrations.ts';

/** Tables of rules and replies in the system scope. */
export const automationMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'inbox rules, automatic replies, notices sent',
    statements: ({ types }) => [
      `CREATE TABLE inbox_rule (
         guid TEXT NOT NULL PRIMARY KEY,
         mailbox TEXT NOT NULL,
         priority INTEGER NOT NULL,
         record TEXT NOT NULL)`,
      `CREATE INDEX inbox_rule_by_mailbox ON inbox_rule (mailbox)`,
      `CREATE TABLE automatic_reply (mailbox TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL)`,
      `CREATE TABLE sent_notice (
         mailbox TEXT NOT NULL,
         kind TEXT NOT NULL,
         receiver TEXT NOT NULL,
         sent_at ${types.bigint} NOT NULL,
         PRIMARY KEY (mailbox, kind, receiver))`,
    ],
  },
  {
    version: 2,
    name: 'whom mailboxes trust and block',
    statements: () => ['CREATE TABLE junk_configuration (mailbox TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL)'],
  },
];
