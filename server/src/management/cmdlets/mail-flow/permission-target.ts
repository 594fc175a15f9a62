import type { LocalisedText, ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { permissionsInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { plainIdentity } from '../recipients/find-mailbox.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';
import { requireSendAsOwner, type SendAsOwner } from '../sharing/send-as.ts';
import { receiveConnectorIdentity, receiveConnectorNamed } from './find-receive-connectors.ts';

/** What has rights in Exchange's directory: here a connector, or a mailbox or group with Send As. */
export type PermissionTarget =
  | { readonly kind: 'connector'; readonly connector: ReceiveConnector }
  | { readonly kind: 'recipient'; readonly owner: SendAsOwner };

export const permissionTargetIdentity: ParameterDescription = {
  ...receiveConnectorIdentity,
  type: { kind: 'identity', of: 'ADRawEntry' },
  mandatory: true,
  help: {
    en: 'A receive connector, or a mailbox or group, by any of its names.',
    fr: 'Un connecteur de réception, ou une boîte aux lettres ou un groupe, par l’un de ses noms.',
  },
};

/** Who gives SendAs by way of the directory, and who sees it. */
export const sendAsManagers = ['Active Directory Permissions', 'Mail Recipients'];
export const sendAsViewers = [...sendAsManagers, 'View-Only Recipients'];

/** Written with a space by people and with a hyphen by Exchange. */
const isSendAs = (right: string): boolean => /^send[\s-]?as$/i.test(right.trim());

/**
 * What an identity means: a connector goes first. People who hold rights on connectors only find no recipients: SendAs
 * would let them write under every name.
 * @throws CmdletError ManagementObjectNotFound, or ADPermission for a send connector, which has none
 */
export function findPermissionTarget(
  context: CmdletContext,
  identity: string,
  rolesForRecipients: readonly string[],
): PermissionTarget {
  const { services } = context;
  const connector = receiveConnectorNamed(services, identity);
  if (connector !== null) return { kind: 'connector', connector };
  const isRecipient = services.directory.findRecipient(plainIdentity(identity)) !== null;
  if (isRecipient && holds(context, rolesForRecipients))
    return { kind: 'recipient', owner: requireSendAsOwner(services, identity) };
  const sending = services.sendConnectors
    .list()
    .find(({ Name }) => Name.toLowerCase() === identity.trim().toLowerCase());
  if (!isRecipient && sending !== undefined) throw hasNoRights(sending.Name);
  throw objectNotFound(identity, services.server.fqdn);
}

/** What its rights would say in Exchange is the same for all here (docs/how-to/send-to-the-internet.md). */
function hasNoRights(name: string): CmdletError {
  return refused('Identity', name, {
    en: `"${name}" is a send connector, which has no rights here: fields of this organization (X-MS-Exchange-Organization-, X-MS-Exchange-Forest-) are cut from all mail that leaves, and the Received fields stay.`,
    fr: `« ${name} » est un connecteur d’envoi, qui n’a pas de droits ici : les champs de cette organisation (X-MS-Exchange-Organization-, X-MS-Exchange-Forest-) sont retirés de tout ce qui part, et les champs Received restent.`,
  });
}

/** `Send As` is the one right that mailboxes and groups have here, and nobody is denied it. @throws CmdletError */
export function requireSendAsRight(parameters: BoundParameters, name: string): void {
  const other = (parameters.list('ExtendedRights', []) ?? []).map(String).find((right) => !isSendAs(right));
  if (other !== undefined)
    throw refused(
      'ExtendedRights',
      other,
      /^receive[\s-]?as$/i.test(other.trim())
        ? {
            en: `"${other}" isn't given this way here; to open the mailbox: Add-MailboxPermission "${name}" -User … -AccessRights FullAccess.`,
            fr: `« ${other} » ne se donne pas ainsi ; pour ouvrir la boîte : Add-MailboxPermission "${name}" -User … -AccessRights FullAccess.`,
          }
        : {
            en: `"${other}" isn't a right on mailboxes and groups; there is "Send As".`,
            fr: `« ${other} » n’est pas un droit sur une boîte ou un groupe ; il y a « Send As ».`,
          },
    );
  if (parameters.isOn('Deny'))
    throw refused('Deny', name, {
      en: "Send As is given or not; it can't be denied. Remove-ADPermission takes it away.",
      fr: 'Send As se donne ou non ; il ne se refuse pas. Remove-ADPermission le retire.',
    });
}

/** As `Get-ADPermission` prints it. */
export function sendAsPermissionObject(
  services: ManagementServices,
  owner: SendAsOwner,
  user: string,
): ManagementObject {
  return {
    Identity: mailboxIdentityText(services, owner),
    User: user,
    Deny: false,
    IsInherited: false,
    AccessRights: ['ExtendedRight'],
    ExtendedRights: ['Send-As'],
    IsValid: true,
  };
}

function refused(parameter: string, target: string, text: LocalisedText): CmdletError {
  return new CmdletError({
    id: 'ADPermission',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter,
    target: target.slice(0, 200),
    text,
  });
}

function holds({ caller }: CmdletContext, roles: readonly string[]): boolean {
  const permissions = caller.permissions ?? permissionsInForce();
  return [...permissions.rolesOf(caller)].some((name) => {
    const role = permissions.findRole(name);
    return role !== null && roles.includes(permissions.rootOf(role).name);
  });
}
