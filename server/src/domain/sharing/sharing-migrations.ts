import type { Migration } from '../../storage/migrations.ts';

/** In the system scope. */
export const sharingMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'mailboxes with folders shared to somebody',
    statements: ({ clustered }) => [
      `CREATE TABLE folder_grants (
         grantee TEXT NOT NULL,
         owner TEXT NOT NULL,
         PRIMARY KEY (grantee, owner)
       ) ${clustered}`,
    ],
  },
];
