import type { LocalisedText } from '@relais/management-contract';

/** A role group with its roles (reference §5.5); who is in it stands on the mailboxes. */
export interface RoleGroup {
  readonly name: string;
  readonly description: LocalisedText;
  /** `every`: all roles there are. */
  readonly roles: readonly string[] | 'every';
}

export const organizationManagement = 'Organization Management';

export const roleGroups: readonly RoleGroup[] = [
  {
    name: organizationManagement,
    description: { en: 'Everything in the organization.', fr: 'Toute l’organisation (Gestion de l’organisation).' },
    roles: 'every',
  },
  {
    name: 'Server Management',
    description: {
      en: 'Servers, protocols, connectors and their services.',
      fr: 'Serveurs, protocoles, connecteurs et leurs services (Gestion du serveur).',
    },
    roles: [
      'Databases',
      'Exchange Connectors',
      'Exchange Server Certificates',
      'Exchange Servers',
      'Exchange Virtual Directories',
      'Monitoring',
      'POP3 and IMAP4 Protocols',
      'Receive Connectors',
      'Transport Queues',
    ],
  },
  {
    name: 'Recipient Management',
    description: {
      en: 'Mailboxes, groups and contacts.',
      fr: 'Boîtes aux lettres, groupes et contacts (Gestion des destinataires).',
    },
    roles: [
      'Distribution Groups',
      'Mail Recipient Creation',
      'Mail Recipients',
      'Message Tracking',
      'Migration',
      'Recipient Policies',
    ],
  },
  {
    name: 'Hygiene Management',
    description: { en: 'Protection of the mail flow.', fr: 'Protection du flux de messagerie (Gestion de l’hygiène).' },
    roles: [
      'Receive Connectors',
      'Transport Agents',
      'Transport Hygiene',
      'View-Only Configuration',
      'View-Only Recipients',
    ],
  },
  {
    name: 'View-Only Organization Management',
    description: {
      en: 'See everything, change nothing.',
      fr: 'Tout voir sans rien changer (Gestion de l’organisation en affichage seul).',
    },
    roles: ['Monitoring', 'View-Only Configuration', 'View-Only Recipients'],
  },
  {
    name: 'Records Management',
    description: {
      en: 'Audit logs and message tracking.',
      fr: 'Journaux d’audit et suivi des messages (Gestion des enregistrements).',
    },
    roles: ['Audit Logs', 'Journaling', 'Message Tracking', 'Transport Rules'],
  },
  {
    name: 'Help Desk',
    description: {
      en: 'Options of users, and nothing else.',
      fr: 'Options des utilisateurs, et rien d’autre (Support technique).',
    },
    roles: ['User Options', 'View-Only Recipients'],
  },
];

/** Every role that some group or cmdlet names. */
export const managementRoles: readonly string[] = [
  ...new Set([
    ...roleGroups.flatMap(({ roles }) => (roles === 'every' ? [] : roles)),
    'Remote and Accepted Domains',
    'Active Directory Permissions',
    'Role Management',
    'Organization Configuration',
    'View-Only Audit Logs',
    'Send Connectors',
    'Organization Transport Settings',
    'Security Group Creation and Membership',
    'Reset Password',
    'Mailbox Import Export',
  ]),
].sort();
