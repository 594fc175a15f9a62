import type { Page } from 'playwright-core';

/** A page or dialog: its address below /ecp/, and what a person does there before it is looked at. */
export interface Place {
  readonly path: string;
  readonly act?: (page: Page) => Promise<void>;
}

/** In the order in which they are visited. Labels are said in both languages. */
export const places: Readonly<Record<string, string | Place>> = {
  dashboard: 'dashboard/overview',
  mailboxes: 'recipients/mailboxes',
  'mailbox-general': 'recipients/mailboxes/alice@example.test/general',
  'mailbox-usage': 'recipients/mailboxes/alice@example.test/usage',
  'mailbox-contact': 'recipients/mailboxes/alice@example.test/contact-information',
  'mailbox-addresses': 'recipients/mailboxes/alice@example.test/email-address',
  'mailbox-features': 'recipients/mailboxes/alice@example.test/features',
  'mailbox-mail-flow': 'recipients/mailboxes/alice@example.test/mail-flow',
  'mailbox-member-of': 'recipients/mailboxes/alice@example.test/member-of',
  'mailbox-mail-tip': 'recipients/mailboxes/alice@example.test/mail-tip',
  'mailbox-delegation': 'recipients/mailboxes/alice@example.test/delegation',
  'mailbox-folders': 'recipients/mailboxes/alice@example.test/folders',
  'mailbox-recover': 'recipients/mailboxes/alice@example.test/recover',
  'mailbox-sign-in': 'recipients/mailboxes/alice@example.test/sign-in',
  'mailbox-settings': 'recipients/mailboxes/alice@example.test/settings',
  shared: 'recipients/shared',
  groups: 'recipients/groups',
  'group-new': 'recipients/groups/~new',
  group: 'recipients/groups/team@example.test',
  contacts: 'recipients/contacts',
  'contact-new': 'recipients/contacts/~new',
  'mailbox-new': 'recipients/mailboxes/~new',
  'role-groups': 'permissions/admin-roles',
  'role-group': 'permissions/admin-roles/Server%20Management',
  'role-group-new': 'permissions/admin-roles/~new',
  'effective-permissions': 'permissions/effective/bob@example.test',
  'user-limits': 'permissions/user-limits',
  'user-limits-new': 'permissions/user-limits/~new',
  'user-limits-edit': 'permissions/user-limits/Few',
  'sign-in-settings': 'permissions/sign-in',
  'sign-in-settings-edit': 'permissions/sign-in/~settings/second-factor',
  auditing: 'compliance-management/auditing',
  'sign-ins': 'compliance-management/sign-ins',
  'rule-new': 'mail-flow/rules/~new/conditions',
  rule: 'mail-flow/rules/Invoices/actions',
  'accepted-domains': 'mail-flow/accepted-domains',
  'accepted-domain-new': 'mail-flow/accepted-domains/~new',
  'dns-records': 'mail-flow/accepted-domains/example.test/dns-records',
  'domain-reports': 'mail-flow/domain-reports',
  'remote-domains': 'mail-flow/remote-domains',
  'remote-domain': 'mail-flow/remote-domains/Default/mail',
  'remote-domain-new': 'mail-flow/remote-domains/~new',
  'receive-connectors': 'mail-flow/receive-connectors',
  'connector-general': 'mail-flow/receive-connectors/Client%20Frontend%20CAS01/general',
  'connector-security': 'mail-flow/receive-connectors/Client%20Frontend%20CAS01/security',
  'connector-scoping': 'mail-flow/receive-connectors/Client%20Frontend%20CAS01/scoping',
  'connector-new': 'mail-flow/receive-connectors/~new',
  'organization-transport': 'mail-flow/receive-connectors/~organization/limits',
  'organization-transport-senders': 'mail-flow/receive-connectors/~organization/senders',
  'send-connectors': 'mail-flow/send-connectors',
  'send-connector-general': 'mail-flow/send-connectors/Internet/general',
  'send-connector-delivery': 'mail-flow/send-connectors/Internet/delivery',
  'send-connector-scoping': 'mail-flow/send-connectors/Internet/scoping',
  'send-connector-new': 'mail-flow/send-connectors/~new',
  queues: 'mail-flow/queues',
  'queue-rules': 'mail-flow/queues/~rules/retries',
  'queued-messages': 'mail-flow/queued-messages',
  'delivery-reports': 'mail-flow/delivery-reports',
  'message-trace': 'mail-flow/message-trace',
  'client-access': 'client-access/settings',
  servers: 'servers/servers',
  'server-general': 'servers/servers/CAS01/general',
  'server-pop3': 'servers/servers/CAS01/pop3-more',
  'server-imap4': 'servers/servers/CAS01/imap4-more',
  'server-transport-limits': 'servers/servers/CAS01/transport-limits',
  'server-transport-logs': 'servers/servers/CAS01/transport-logs',
  'server-event-log': 'servers/servers/CAS01/event-log',
  certificates: 'servers/certificates',
  'certificate-new': 'servers/certificates/~new',
  'certificate-import': 'servers/certificates/~import',
  'certificate-acme': 'servers/certificates/~acme',
  services: 'servers/services',
  service: 'servers/services/MSExchangePop3',
  sessions: 'servers/sessions',
  'ended-sessions': 'servers/ended-sessions',
  // What has no address of its own: opened by hand, and gone with the next page.
  'address-and-port': {
    path: 'servers/servers/CAS01/imap4',
    act: async (page) => {
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^(?:Add to|Ajouter à) / })
        .first()
        .click();
      await page.getByRole('radio').first().waitFor();
    },
  },
  'message-report': {
    path: 'mail-flow/delivery-reports/%3Clook%40example.test%3E',
    act: async (page) => {
      await page.getByRole('dialog').getByText('bob@example.test').first().waitFor();
    },
  },
  'message-reports-found': {
    path: 'mail-flow/delivery-reports',
    act: async (page) => {
      await page.getByPlaceholder('name@example.com').fill('alice@example.test');
      await page.keyboard.press('Enter');
      await page.getByRole('row', { name: /bob@example\.test/ }).waitFor();
    },
  },
  'server-imap4-changed': {
    path: 'servers/servers/CAS01/imap4-more',
    act: async (page) => {
      await page
        .getByLabel(/^(?:Authenticated time-out|Délai d’attente authentifié) /)
        .first()
        .fill('1500');
      await page
        .getByLabel(/^(?:Unauthenticated time-out|Délai d’accès non authentifié) /)
        .first()
        .fill('5');
      await page.getByText(/^(?:Enter a whole number|Saisissez un nombre entier)/).waitFor();
      await page.getByRole('checkbox', { name: /^(?:Try it|Essai)/ }).click();
      await page.getByRole('button', { name: /^(?:Show the command|Afficher la commande)$/ }).click();
    },
  },
  'mailbox-unsaved': {
    path: 'recipients/mailboxes/alice@example.test/general',
    act: async (page) => {
      await page.getByLabel(/^(?:Display name|Nom complet)/).fill('Alice Liddell');
      await page.getByRole('button', { name: /^(?:Cancel|Annuler)$/ }).click();
      await page.getByRole('button', { name: /^(?:Keep editing|Continuer)$/ }).waitFor();
    },
  },
  contact: {
    path: 'recipients/contacts',
    act: async (page) => {
      await page.getByRole('row', { name: /far@example\.net/ }).dblclick();
      await page.getByRole('dialog').getByRole('textbox').first().waitFor();
    },
  },
  rules: 'mail-flow/rules',
  'contact-delete': {
    path: 'recipients/contacts',
    act: async (page) => {
      await page.getByRole('row', { name: /far@example\.net/ }).click();
      await page.getByRole('button', { name: /^(?:Delete|Supprimer)$/ }).click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  'mailboxes-bulk-edit': {
    path: 'recipients/mailboxes',
    act: async (page) => {
      await page.getByRole('row', { name: /alice@example\.test/ }).click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.getByRole('button', { name: /^(?:Edit quotas and more|Modifier les quotas et plus)/ }).click();
      await page
        .getByRole('dialog')
        .getByRole('checkbox', { name: /^(?:Change|Modifier)/ })
        .first()
        .click();
    },
  },
};
