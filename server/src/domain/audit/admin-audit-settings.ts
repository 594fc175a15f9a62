import { defineSettings } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';

/** What the administrator audit log writes down; changes count for the next call, and are always written down themselves. */
export const adminAuditSettings = defineSettings('AdminAuditLogConfig', 'MSExchangeServiceHost', {
  AdminAuditLogEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Administrator audit log', fr: 'Journal d’audit de l’administrateur' },
    help: { en: 'Writes down what administrators change.', fr: 'Note ce que modifient les administrateurs.' },
  }),
  AdminAuditLogCmdlets: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 128 },
    list: true,
    default: ['*'],
    takesEffect: 'at-once',
    label: { en: 'Audited cmdlets', fr: 'Applets auditées' },
    help: {
      en: 'Only these cmdlets; * stands for any text.',
      fr: 'Seulement ces applets ; * remplace n’importe quel texte.',
    },
  }),
  AdminAuditLogExcludedCmdlets: setting<readonly string[]>({
    type: { kind: 'string', maxLength: 128 },
    list: true,
    nullable: true,
    default: [],
    takesEffect: 'at-once',
    label: { en: 'Cmdlets left out', fr: 'Applets exclues' },
    help: { en: 'Not these cmdlets.', fr: 'Sauf ces applets.' },
  }),
  TestCmdletLoggingEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: false,
    takesEffect: 'at-once',
    label: { en: 'Audit Test- cmdlets', fr: 'Auditer les applets Test-' },
    help: { en: 'Also cmdlets that only test something.', fr: 'Aussi les applets qui ne font que tester.' },
  }),
  LogLevel: setting<'None' | 'Verbose'>({
    type: {
      kind: 'enum',
      values: [
        { name: 'None', number: 0 },
        { name: 'Verbose', number: 1 },
      ],
    },
    default: 'Verbose',
    takesEffect: 'at-once',
    label: { en: 'Level of detail', fr: 'Niveau de détail' },
    help: {
      en: 'Verbose also writes down the values before and after; None does not.',
      fr: 'Verbose note aussi les valeurs avant et après ; None non.',
    },
  }),
});
