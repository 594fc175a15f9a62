import { adminAuditSettings } from '../../../domain/audit/admin-audit-settings.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';

export const [getAdminAuditLogConfig, setAdminAuditLogConfig] = settingsCmdlets({
  definition: adminAuditSettings,
  protocolName: 'administrator audit log',
  frenchName: 'du journal d’audit',
  kind: 'organization',
  sessions: null,
  roles: ['Audit Logs'],
  defaultColumns: ['AdminAuditLogEnabled', 'AdminAuditLogCmdlets', 'LogLevel'],
  examples: [
    {
      command: 'Set-AdminAuditLogConfig -AdminAuditLogExcludedCmdlets Set-MailboxRegionalConfiguration',
      explanation: { en: 'Leaves one cmdlet out.', fr: 'Exclut une applet.' },
    },
  ],
});
