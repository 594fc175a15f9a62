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
];
