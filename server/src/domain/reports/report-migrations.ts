import type { Migration } from '../../storage/migrations.ts';

export const reportMigrations: readonly Migration[] = [
  {
    version: 1,
    name: 'reports about our domains',
    statements: ({ types }) => [
      `CREATE TABLE domain_report (
         sequence ${types.autoKey},
         kind TEXT NOT NULL,
         domain TEXT NOT NULL,
         identity TEXT NOT NULL,
         begins ${types.bigint} NOT NULL,
         ends ${types.bigint} NOT NULL,
         received ${types.bigint} NOT NULL,
         record TEXT NOT NULL)`,
      `CREATE UNIQUE INDEX domain_report_once ON domain_report (identity)`,
      `CREATE INDEX domain_report_by_span ON domain_report (kind, begins, sequence)`,
    ],
  },
  {
    version: 2,
    name: 'what is to be reported to other domains',
    statements: ({ types }) => [
      `CREATE TABLE dmarc_observation (
         day ${types.bigint} NOT NULL,
         policy_domain TEXT NOT NULL,
         kind TEXT NOT NULL,
         messages ${types.bigint} NOT NULL,
         record TEXT NOT NULL,
         PRIMARY KEY (day, policy_domain, kind))`,
    ],
  },
  {
    version: 3,
    name: 'what is to be reported of TLS to other domains',
    statements: ({ types }) => [
      `CREATE TABLE tls_observation (
         day ${types.bigint} NOT NULL,
         policy_domain TEXT NOT NULL,
         kind TEXT NOT NULL,
         sessions ${types.bigint} NOT NULL,
         record TEXT NOT NULL,
         PRIMARY KEY (day, policy_domain, kind))`,
    ],
  },
];
