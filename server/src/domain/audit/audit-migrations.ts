import type { Migration } from '../../storage/migrations.ts';

export const auditMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'administrator audit log',
    statements: ({ types }) => [
      `CREATE TABLE admin_audit (
         sequence ${types.bigint} NOT NULL PRIMARY KEY,
         run_date ${types.bigint} NOT NULL,
         caller_key TEXT NOT NULL,
         cmdlet_key TEXT NOT NULL,
         record TEXT NOT NULL,
         hash TEXT NOT NULL)`,
      `CREATE INDEX admin_audit_by_date ON admin_audit (run_date)`,
    ],
  },
  {
    version: 2,
    name: 'mailbox audit log',
    statements: ({ types }) => [
      `CREATE TABLE mailbox_audit (
         sequence ${types.autoKey},
         mailbox TEXT NOT NULL,
         at ${types.bigint} NOT NULL,
         logon_type TEXT NOT NULL,
         operation TEXT NOT NULL,
         record TEXT NOT NULL)`,
      `CREATE INDEX mailbox_audit_by_mailbox ON mailbox_audit (mailbox, at)`,
      `CREATE INDEX mailbox_audit_by_time ON mailbox_audit (at)`,
    ],
  },
];
