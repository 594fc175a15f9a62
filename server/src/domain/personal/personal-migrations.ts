import type { Migration } from '../../storage/migrations.ts';

/** Tables of `domain/personal` in the system scope; mailboxes by GUID. */
export const personalMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'identities, preferences and submissions of mailbox owners',
    statements: ({ types, clustered }) => [
      `CREATE TABLE identity_text (
         mailbox TEXT NOT NULL,
         identity_id TEXT NOT NULL,
         record TEXT NOT NULL,
         PRIMARY KEY (mailbox, identity_id)
       )`,
      `CREATE TABLE webmail_preference (mailbox TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL)`,
      `CREATE TABLE submission (
         server TEXT NOT NULL,
         submission_id TEXT NOT NULL,
         mailbox TEXT NOT NULL,
         created ${types.bigint} NOT NULL,
         changed ${types.bigint} NOT NULL,
         send_at ${types.bigint} NOT NULL,
         status TEXT NOT NULL,
         record TEXT NOT NULL,
         PRIMARY KEY (server, submission_id)
       ) ${clustered}`,
      `CREATE INDEX submission_of_mailbox ON submission (mailbox, changed)`,
      `CREATE INDEX submission_by_time ON submission (server, status, send_at)`,
      `CREATE TABLE submission_content (
         server TEXT NOT NULL,
         submission_id TEXT NOT NULL,
         piece INTEGER NOT NULL,
         size_bytes INTEGER NOT NULL,
         packing INTEGER NOT NULL,
         data ${types.bytes} NOT NULL,
         PRIMARY KEY (server, submission_id, piece)
       )`,
    ],
  },
  {
    version: 2,
    name: 'when held mail that could not leave is tried again',
    statements: ({ types }) => [
      `ALTER TABLE submission ADD COLUMN next_attempt ${types.bigint} NOT NULL DEFAULT 0`,
      `ALTER TABLE submission ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0`,
      `ALTER TABLE submission ADD COLUMN delay_told INTEGER NOT NULL DEFAULT 0`,
      `UPDATE submission SET next_attempt = send_at`,
      `DROP INDEX submission_by_time`,
      `CREATE INDEX submission_by_attempt ON submission (server, status, next_attempt)`,
    ],
  },
  {
    version: 3,
    name: 'what became of the recipients of submissions',
    statements: ({ types, clustered }) => [
      `CREATE TABLE submission_recipient (
         server TEXT NOT NULL,
         submission_id TEXT NOT NULL,
         address TEXT NOT NULL,
         reply TEXT NOT NULL,
         delivered TEXT NOT NULL,
         at ${types.bigint} NOT NULL,
         PRIMARY KEY (server, submission_id, address)
       ) ${clustered}`,
      `CREATE INDEX submission_recipient_by_time ON submission_recipient (server, at)`,
    ],
  },
  {
    version: 4,
    name: 'what notifications of other servers say of submissions',
    statements: ({ types, clustered }) => [
      `ALTER TABLE submission ADD COLUMN message_id TEXT`,
      `CREATE INDEX submission_by_message ON submission (mailbox, message_id)`,
      `ALTER TABLE submission_recipient ADD COLUMN displayed TEXT NOT NULL DEFAULT 'unknown'`,
      `CREATE TABLE submission_report (
         server TEXT NOT NULL,
         submission_id TEXT NOT NULL,
         email_id TEXT NOT NULL,
         kind TEXT NOT NULL,
         at ${types.bigint} NOT NULL,
         PRIMARY KEY (server, submission_id, email_id)
       ) ${clustered}`,
    ],
  },
  {
    version: 5,
    name: 'from when on what changed of submissions can be told',
    statements: ({ types }) => [`CREATE TABLE submission_horizon (at ${types.bigint} NOT NULL PRIMARY KEY)`],
  },
  {
    version: 6,
    name: 'answers to requests that bore a name',
    statements: ({ types }) => [
      `CREATE TABLE kept_answer (
         name TEXT NOT NULL PRIMARY KEY,
         at ${types.bigint} NOT NULL,
         answer TEXT NOT NULL
       )`,
    ],
  },
];
