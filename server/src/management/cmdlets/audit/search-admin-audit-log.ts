import {
  fromWire,
  type ManagementObject,
  type ManagementValue,
  Unlimited,
  type WireValue,
} from '@relais/management-contract';
import type { AuditEntry } from '../../../domain/audit/admin-audit.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';

const texts = (name: string, en: string, fr: string) => ({
  name,
  type: { kind: 'string', maxLength: 256 } as const,
  list: true,
  help: { en, fr },
});

export const searchAdminAuditLog = defineCmdlet({
  name: 'Search-AdminAuditLog',
  synopsis: { en: 'Shows what administrators have done.', fr: 'Affiche ce que les administrateurs ont fait.' },
  parameters: [
    texts('Cmdlets', 'With these cmdlets.', 'Avec ces applets de commande.'),
    texts(
      'Parameters',
      'With these parameters; only together with Cmdlets.',
      'Avec ces paramètres ; seulement avec Cmdlets.',
    ),
    { name: 'StartDate', type: { kind: 'datetime' }, help: { en: 'From then on.', fr: 'À partir de cette date.' } },
    { name: 'EndDate', type: { kind: 'datetime' }, help: { en: 'Until then.', fr: 'Jusqu’à cette date.' } },
    texts('UserIds', 'By these callers.', 'Par ces appelants.'),
    texts('ObjectIds', 'On these objects.', 'Sur ces objets.'),
    {
      name: 'IsSuccess',
      type: { kind: 'boolean' },
      help: { en: 'Only successes, or only failures.', fr: 'Seulement les réussites, ou les échecs.' },
    },
    {
      name: 'ResultSize',
      type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
      defaultText: '1000',
      help: { en: 'How many at most.', fr: 'Combien au plus.' },
    },
    {
      name: 'ExternalAccess',
      type: { kind: 'boolean' },
      help: {
        en: '$true: only administrators of another organization, of whom there are none here.',
        fr: '$true : seulement les administrateurs d’une autre organisation, et il n’y en a pas ici.',
      },
    },
    { name: 'StartIndex', type: { kind: 'int', min: 0 }, help: { en: 'How many to skip.', fr: 'Combien en sauter.' } },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Search-AdminAuditLog -Cmdlets Set-ImapSettings -Parameters AuthenticatedConnectionTimeout',
      explanation: { en: 'Who changed the time-out.', fr: 'Qui a changé le délai.' },
    },
  ],
  defaultColumns: ['RunDate', 'Caller', 'CmdletName', 'ObjectModified', 'Succeeded'],
  roles: ['Audit Logs', 'View-Only Audit Logs'],
  async *run({ services }, parameters) {
    const list = (name: string): readonly string[] | undefined => parameters.list<string>(name, []);
    if (list('Parameters') !== undefined && list('Cmdlets') === undefined) {
      throw new CmdletError({
        id: 'ParametersWithoutCmdlets',
        category: 'InvalidArgument',
        exception: 'ArgumentException',
        parameter: 'Parameters',
        text: {
          en: '-Parameters can only be used together with -Cmdlets.',
          fr: '-Parameters ne peut être utilisé qu’avec -Cmdlets.',
        },
      });
    }
    if (parameters.isOn('ExternalAccess')) return;
    const limit = parameters.get<number | Unlimited>('ResultSize') ?? 1000;
    const entries = services.audit.entries({
      cmdlets: list('Cmdlets'),
      parameters: list('Parameters'),
      startDate: parameters.get<Date>('StartDate')?.getTime(),
      endDate: parameters.get<Date>('EndDate')?.getTime(),
      callers: list('UserIds'),
      objects: list('ObjectIds'),
      succeeded: parameters.get<boolean>('IsSuccess'),
      startIndex: parameters.get<number>('StartIndex'),
      limit: limit instanceof Unlimited ? null : limit,
    });
    for await (const entry of entries) yield auditObject(entry);
  },
});

function auditObject(entry: AuditEntry): ManagementObject {
  const named = (name: string, fields: Readonly<Record<string, ManagementValue>>): ManagementObject => ({
    Name: name,
    ...fields,
  });
  return {
    ObjectModified: entry.objectModified,
    CmdletName: entry.cmdlet,
    CmdletParameters: entry.parameters.map(({ name, value }) => named(name, { Value: value })),
    ModifiedProperties: entry.modifiedProperties.map(({ name, oldValue, newValue }) =>
      named(name, { OldValue: text(oldValue), NewValue: text(newValue) }),
    ),
    Caller: entry.caller,
    Succeeded: entry.succeeded,
    Error: entry.error ?? 'None',
    RunDate: new Date(entry.runDate),
    OriginatingServer: entry.originatingServer,
    Identity: entry.hash,
    IsValid: true,
    ObjectState: 'New',
  };
}

function text(value: WireValue): string {
  if (typeof value === 'string') return value;
  const isTyped = typeof value === 'object' && value !== null && '$type' in value;
  return isTyped ? String(fromWire(value)) : JSON.stringify(value);
}
