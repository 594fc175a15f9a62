import type { Migration } from '../../storage/migrations.ts';

/** What administrators changed of the built-in permissions; the built-in ones stand in the program. */
export const permissionsMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'role groups, roles and assignments of the organisation’s own',
    statements: () => [
      `CREATE TABLE permission (kind TEXT NOT NULL, name_key TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (kind, name_key))`,
    ],
  },
];
