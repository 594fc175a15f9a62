import type { FluentIcon } from '@fluentui/react-icons';
import {
  ArrowRoutingRegular,
  BoardRegular,
  ClipboardTaskListLtrRegular,
  PeopleRegular,
  PhoneDesktopRegular,
  ServerRegular,
  ShieldPersonRegular,
} from '@fluentui/react-icons';
import type { ComponentType } from 'react';
import { lazyPart } from '@relais/browser-frame/frame/lazy-part.ts';
import type { TextKey } from '../language/words.ts';

export interface Tab {
  readonly id: string;
  readonly label: TextKey;
  /** Without it the tab is not there for this person. */
  readonly cmdlet: string;
  readonly page: ComponentType;
}

export interface Area {
  readonly id: string;
  readonly label: TextKey;
  readonly icon: FluentIcon;
  readonly tabs: readonly Tab[];
}

/** The feature pane and its tabs, in the order and under the names of Exchange 2013 (reference §4.1). */
export const areas: readonly Area[] = [
  {
    id: 'dashboard',
    label: 'areas.dashboard',
    icon: BoardRegular,
    tabs: [
      {
        id: 'overview',
        label: 'tabs.overview',
        cmdlet: 'Get-Service',
        page: lazyPart(async () => ({ default: (await import('../pages/dashboard.tsx')).Dashboard })),
      },
    ],
  },
  {
    id: 'recipients',
    label: 'areas.recipients',
    icon: PeopleRegular,
    tabs: [
      {
        id: 'mailboxes',
        label: 'tabs.mailboxes',
        cmdlet: 'Get-Mailbox',
        page: lazyPart(async () => ({ default: (await import('../pages/mailboxes.tsx')).Mailboxes })),
      },
      {
        id: 'groups',
        label: 'tabs.groups',
        cmdlet: 'Get-DistributionGroup',
        page: lazyPart(async () => ({ default: (await import('../pages/groups.tsx')).Groups })),
      },
      {
        id: 'contacts',
        label: 'tabs.contacts',
        cmdlet: 'Get-MailContact',
        page: lazyPart(async () => ({ default: (await import('../pages/contacts.tsx')).Contacts })),
      },
      {
        id: 'shared',
        label: 'tabs.shared',
        cmdlet: 'Get-Mailbox',
        page: lazyPart(async () => ({ default: (await import('../pages/mailboxes.tsx')).SharedMailboxes })),
      },
    ],
  },
  {
    id: 'permissions',
    label: 'areas.permissions',
    icon: ShieldPersonRegular,
    tabs: [
      {
        id: 'admin-roles',
        label: 'tabs.adminRoles',
        cmdlet: 'Get-RoleGroup',
        page: lazyPart(async () => ({ default: (await import('../pages/role-groups.tsx')).RoleGroups })),
      },
      {
        id: 'effective',
        label: 'tabs.effective',
        cmdlet: 'Get-EffectivePermission',
        page: lazyPart(async () => ({ default: (await import('../pages/person-permissions.tsx')).PersonPermissions })),
      },
      {
        id: 'user-limits',
        label: 'tabs.userLimits',
        cmdlet: 'Get-ThrottlingPolicy',
        page: lazyPart(async () => ({
          default: (await import('../pages/throttling-policies.tsx')).ThrottlingPolicies,
        })),
      },
      {
        id: 'sign-in',
        label: 'tabs.signInSettings',
        cmdlet: 'Get-SignInSettings',
        page: lazyPart(async () => ({ default: (await import('../pages/sign-in-settings.tsx')).SignInSettings })),
      },
    ],
  },
  {
    id: 'compliance-management',
    label: 'areas.compliance',
    icon: ClipboardTaskListLtrRegular,
    tabs: [
      {
        id: 'auditing',
        label: 'tabs.auditing',
        cmdlet: 'Search-AdminAuditLog',
        page: lazyPart(async () => ({ default: (await import('../pages/auditing.tsx')).Auditing })),
      },
      {
        id: 'sign-ins',
        label: 'tabs.signIns',
        cmdlet: 'Get-SignInLog',
        page: lazyPart(async () => ({ default: (await import('../pages/sign-ins.tsx')).SignIns })),
      },
    ],
  },
  {
    id: 'mail-flow',
    label: 'areas.mailFlow',
    icon: ArrowRoutingRegular,
    tabs: [
      {
        id: 'rules',
        label: 'tabs.rules',
        cmdlet: 'Get-TransportRule',
        page: lazyPart(async () => ({ default: (await import('../pages/transport-rules.tsx')).TransportRules })),
      },
      {
        id: 'accepted-domains',
        label: 'tabs.acceptedDomains',
        cmdlet: 'Get-AcceptedDomain',
        page: lazyPart(async () => ({ default: (await import('../pages/accepted-domains.tsx')).AcceptedDomains })),
      },
      {
        id: 'domain-reports',
        label: 'tabs.domainReports',
        cmdlet: 'Get-DmarcReport',
        page: lazyPart(async () => ({ default: (await import('../pages/domain-reports.tsx')).DomainReports })),
      },
      {
        id: 'remote-domains',
        label: 'tabs.remoteDomains',
        cmdlet: 'Get-RemoteDomain',
        page: lazyPart(async () => ({ default: (await import('../pages/remote-domains.tsx')).RemoteDomains })),
      },
      {
        id: 'receive-connectors',
        label: 'tabs.receiveConnectors',
        cmdlet: 'Get-ReceiveConnector',
        page: lazyPart(async () => ({ default: (await import('../pages/receive-connectors.tsx')).ReceiveConnectors })),
      },
      {
        id: 'send-connectors',
        label: 'tabs.sendConnectors',
        cmdlet: 'Get-SendConnector',
        page: lazyPart(async () => ({ default: (await import('../pages/send-connectors.tsx')).SendConnectors })),
      },
      {
        id: 'queues',
        label: 'tabs.queues',
        cmdlet: 'Get-Queue',
        page: lazyPart(async () => ({ default: (await import('../pages/queues.tsx')).Queues })),
      },
      {
        id: 'queued-messages',
        label: 'tabs.queuedMessages',
        cmdlet: 'Get-Message',
        page: lazyPart(async () => ({ default: (await import('../pages/queued-messages.tsx')).QueuedMessages })),
      },
      {
        id: 'delivery-reports',
        label: 'tabs.deliveryReports',
        cmdlet: 'Get-MessageTrackingLog',
        page: lazyPart(async () => ({ default: (await import('../pages/delivery-reports.tsx')).DeliveryReports })),
      },
      {
        id: 'message-trace',
        label: 'tabs.messageTrace',
        cmdlet: 'Get-MessageTrackingLog',
        page: lazyPart(async () => ({ default: (await import('../pages/message-trace.tsx')).MessageTrace })),
      },
    ],
  },
  {
    id: 'client-access',
    label: 'areas.clientAccess',
    icon: PhoneDesktopRegular,
    tabs: [
      {
        id: 'settings',
        label: 'tabs.clientSettings',
        cmdlet: 'Get-ImapSettings',
        page: lazyPart(async () => ({ default: (await import('../pages/client-access.tsx')).ClientAccess })),
      },
    ],
  },
  {
    id: 'servers',
    label: 'areas.servers',
    icon: ServerRegular,
    tabs: [
      {
        id: 'servers',
        label: 'tabs.servers',
        cmdlet: 'Get-ExchangeServer',
        page: lazyPart(async () => ({ default: (await import('../pages/servers.tsx')).Servers })),
      },
      {
        id: 'certificates',
        label: 'tabs.certificates',
        cmdlet: 'Get-ExchangeCertificate',
        page: lazyPart(async () => ({ default: (await import('../pages/certificates.tsx')).Certificates })),
      },
      {
        id: 'services',
        label: 'tabs.services',
        cmdlet: 'Get-Service',
        page: lazyPart(async () => ({ default: (await import('../pages/services.tsx')).Services })),
      },
      {
        id: 'sessions',
        label: 'tabs.sessions',
        cmdlet: 'Get-ClientSession',
        page: lazyPart(async () => ({ default: (await import('../pages/sessions.tsx')).Sessions })),
      },
      {
        id: 'ended-sessions',
        label: 'tabs.endedSessions',
        cmdlet: 'Get-ClientSessionHistory',
        page: lazyPart(async () => ({ default: (await import('../pages/ended-sessions.tsx')).EndedSessions })),
      },
    ],
  },
];

/** What this person may see: tabs whose cmdlet he has, areas that have a tab. */
export function visibleAreas(may: (cmdlet: string) => boolean): readonly Area[] {
  return areas
    .map((area) => ({ ...area, tabs: area.tabs.filter((tab) => may(tab.cmdlet)) }))
    .filter((area) => area.tabs.length > 0);
}

/** Whether an address names a page, for whomever; `/ecp/` names the first, and so does Exchange's own `/ecp/default.aspx`. */
export function isPage(address: { readonly area: string; readonly tab: string }): boolean {
  if (address.area === '' || /\.aspx$/i.test(address.area)) return true;
  const area = areas.find(({ id }) => id === address.area);
  return area !== undefined && (address.tab === '' || area.tabs.some(({ id }) => id === address.tab));
}
