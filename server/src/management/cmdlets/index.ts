import { withAcceptedParameters } from '../accepted-parameters.ts';
import type { Cmdlet } from '../engine/cmdlet.ts';
import { getAccessToken } from './authentication/get-access-token.ts';
import { getAppPassword } from './authentication/get-app-password.ts';
import { getSecondFactor } from './authentication/get-second-factor.ts';
import { getSignInLog } from './authentication/get-sign-in-log.ts';
import { newAccessToken } from './authentication/new-access-token.ts';
import { newAppPassword } from './authentication/new-app-password.ts';
import { removeAccessToken } from './authentication/remove-access-token.ts';
import { removeAppPassword } from './authentication/remove-app-password.ts';
import { removeSecondFactor } from './authentication/remove-second-factor.ts';
import { getSignInSettings, setSignInSettings } from './authentication/sign-in-settings.ts';
import { getImapSettings, setImapSettings } from './client-access/imap-settings.ts';
import { getPopSettings, setPopSettings } from './client-access/pop-settings.ts';
import { getProxyProtocolConfig, setProxyProtocolConfig } from './client-access/proxy-protocol-config.ts';
import { getWebServiceSettings, setWebServiceSettings } from './client-access/web-service-settings.ts';
import { getCasMailbox } from './client-access/get-cas-mailbox.ts';
import { setCasMailbox } from './client-access/set-cas-mailbox.ts';
import { getMailbox } from './recipients/get-mailbox.ts';
import { newMailbox } from './recipients/new-mailbox.ts';
import { setMailbox } from './recipients/set-mailbox.ts';
import { removeMailbox } from './recipients/remove-mailbox.ts';
import { getMailboxStatistics } from './recipients/get-mailbox-statistics.ts';
import { getRecoverableItems } from './recipients/get-recoverable-items.ts';
import { restoreRecoverableItems } from './recipients/restore-recoverable-items.ts';
import { getMailboxFolderStatistics } from './recipients/get-mailbox-folder-statistics.ts';
import { getReceiveConnector } from './mail-flow/get-receive-connector.ts';
import { newReceiveConnector } from './mail-flow/new-receive-connector.ts';
import { setReceiveConnector } from './mail-flow/set-receive-connector.ts';
import { removeReceiveConnector } from './mail-flow/remove-receive-connector.ts';
import { addAdPermission } from './mail-flow/add-ad-permission.ts';
import { getAdPermission } from './mail-flow/get-ad-permission.ts';
import { removeAdPermission } from './mail-flow/remove-ad-permission.ts';
import { testContentFilter } from './mail-flow/test-content-filter.ts';
import { getTransportConfig, setTransportConfig } from './mail-flow/transport-config.ts';
import {
  getFrontendTransportService,
  getTransportService,
  setFrontendTransportService,
  setTransportService,
} from './mail-flow/transport-service.ts';
import { getDnsRecordAdvice } from './mail-flow/get-dns-record-advice.ts';
import { getDmarcReport } from './mail-flow/get-dmarc-report.ts';
import { getSmtpTlsReport } from './mail-flow/get-smtp-tls-report.ts';
import { getAcceptedDomain } from './mail-flow/get-accepted-domain.ts';
import { newAcceptedDomain } from './mail-flow/new-accepted-domain.ts';
import { setAcceptedDomain } from './mail-flow/set-accepted-domain.ts';
import { removeAcceptedDomain } from './mail-flow/remove-accepted-domain.ts';
import { testConnectionSettings } from './connectivity/test-connection-settings.ts';
import { testImapConnectivity, testPopConnectivity } from './connectivity/test-protocol-connectivity.ts';
import { testOutlookWebServices } from './connectivity/test-outlook-web-services.ts';
import { testSmtpConnectivity } from './connectivity/test-smtp-connectivity.ts';
import { getEventLog } from './organization/get-event-log.ts';
import { limitEventLog } from './organization/limit-event-log.ts';
import { getExchangeServer } from './organization/get-exchange-server.ts';
import { getClientAccessService, setClientAccessService } from './organization/client-access-service.ts';
import { getClientAccessServer } from './organization/get-client-access-server.ts';
import { getServerActivity } from './organization/get-server-activity.ts';
import { getServerHealth } from './organization/get-server-health.ts';
import { getPendingSetting } from './services/get-pending-setting.ts';
import { getService } from './services/get-service.ts';
import { startService } from './services/start-service.ts';
import { stopService } from './services/stop-service.ts';
import { restartService } from './services/restart-service.ts';
import { setService } from './services/set-service.ts';
import { testServiceHealth } from './services/test-service-health.ts';
import { getClientSession } from './sessions/get-client-session.ts';
import { stopClientSession } from './sessions/stop-client-session.ts';
import { getClientSessionHistory } from './sessions/get-client-session-history.ts';
import { getClientSessionTrace } from './sessions/get-client-session-trace.ts';
import { traceClientSession } from './sessions/trace-client-session.ts';
import { getManagementRole } from './permissions/get-management-role.ts';
import { getManagementRoleEntry } from './permissions/get-management-role-entry.ts';
import { getManagementRoleAssignment } from './permissions/get-management-role-assignment.ts';
import { getRoleGroup } from './permissions/get-role-group.ts';
import { getRoleGroupMember } from './permissions/get-role-group-member.ts';
import { addRoleGroupMember } from './permissions/add-role-group-member.ts';
import { removeRoleGroupMember } from './permissions/remove-role-group-member.ts';
import { newRoleGroup } from './permissions/new-role-group.ts';
import { setRoleGroup } from './permissions/set-role-group.ts';
import { removeRoleGroup } from './permissions/remove-role-group.ts';
import { updateRoleGroupMember } from './permissions/update-role-group-member.ts';
import { newManagementRole } from './permissions/new-management-role.ts';
import { setManagementRole } from './permissions/set-management-role.ts';
import { removeManagementRole } from './permissions/remove-management-role.ts';
import {
  addManagementRoleEntry,
  removeManagementRoleEntry,
  setManagementRoleEntry,
} from './permissions/change-management-role-entry.ts';
import { newManagementRoleAssignment } from './permissions/new-management-role-assignment.ts';
import {
  removeManagementRoleAssignment,
  setManagementRoleAssignment,
} from './permissions/change-management-role-assignment.ts';
import {
  getManagementScope,
  newManagementScope,
  removeManagementScope,
  setManagementScope,
} from './permissions/management-scopes.ts';
import { getEffectivePermission } from './permissions/get-effective-permission.ts';
import { confirmSettingsTrial, getSettingsTrial, newSettingsTrial, stopSettingsTrial } from './trial/settings-trial.ts';
import { getAdminAuditLogConfig, setAdminAuditLogConfig } from './audit/admin-audit-log-config.ts';
import { exportRelaisConfiguration } from './configuration/export-relais-configuration.ts';
import { importRelaisConfiguration } from './configuration/import-relais-configuration.ts';
import { getHealthReport } from './organization/get-health-report.ts';
import { searchAdminAuditLog } from './audit/search-admin-audit-log.ts';
import { testAdminAuditLog } from './audit/test-admin-audit-log.ts';
import { writeAdminAuditLog } from './audit/write-admin-audit-log.ts';
import { getUser } from './recipients/get-user.ts';
import { newInboxRule } from './automation/new-inbox-rule.ts';
import {
  disableInboxRule,
  enableInboxRule,
  getInboxRule,
  removeInboxRule,
  setInboxRule,
} from './automation/inbox-rules.ts';
import {
  getMailboxAutoReplyConfiguration,
  setMailboxAutoReplyConfiguration,
} from './automation/auto-reply-configuration.ts';
import {
  getMailboxJunkEmailConfiguration,
  setMailboxJunkEmailConfiguration,
} from './automation/junk-email-configuration.ts';
import { getDistributionGroup } from './groups/get-distribution-group.ts';
import { newDistributionGroup } from './groups/new-distribution-group.ts';
import { setDistributionGroup } from './groups/set-distribution-group.ts';
import { removeDistributionGroup } from './groups/remove-distribution-group.ts';
import {
  addDistributionGroupMember,
  getDistributionGroupMember,
  removeDistributionGroupMember,
  updateDistributionGroupMember,
} from './groups/group-members.ts';
import { disableMailbox } from './recipients/disable-mailbox.ts';
import { enableMailbox } from './recipients/enable-mailbox.ts';
import { getMailContact, newMailContact, removeMailContact, setMailContact } from './recipients/mail-contacts.ts';
import {
  addMailboxFolderPermission,
  getMailboxFolderPermission,
  removeMailboxFolderPermission,
  setMailboxFolderPermission,
} from './sharing/folder-permissions.ts';
import { addMailboxPermission, getMailboxPermission, removeMailboxPermission } from './sharing/mailbox-permissions.ts';
import {
  addRecipientPermission,
  getRecipientPermission,
  removeRecipientPermission,
} from './sharing/recipient-permissions.ts';
import { getRecipient } from './recipients/get-recipient.ts';
import { getMailboxRegionalConfiguration } from './recipients/get-mailbox-regional-configuration.ts';
import { setMailboxRegionalConfiguration } from './recipients/set-mailbox-regional-configuration.ts';
import { getMailboxMessageConfiguration, setMailboxMessageConfiguration } from './recipients/message-configuration.ts';
import { getOrganizationConfig } from './organization/get-organization-config.ts';
import { setOrganizationConfig } from './organization/set-organization-config.ts';
import { getAcmeCertificate } from './organization/get-acme-certificate.ts';
import { setAcmeCertificate } from './organization/set-acme-certificate.ts';
import { testAcmeCertificate } from './organization/test-acme-certificate.ts';
import { updateAcmeCertificate } from './organization/update-acme-certificate.ts';
import { enableExchangeCertificate } from './organization/enable-exchange-certificate.ts';
import { importExchangeCertificate } from './organization/import-exchange-certificate.ts';
import { newExchangeCertificate } from './organization/new-exchange-certificate.ts';
import { removeExchangeCertificate } from './organization/remove-exchange-certificate.ts';
import { getExchangeCertificate } from './organization/get-exchange-certificate.ts';
import { getRemoteDomain, newRemoteDomain, removeRemoteDomain, setRemoteDomain } from './mail-flow/remote-domains.ts';
import {
  getMailboxAuditBypassAssociation,
  setMailboxAuditBypassAssociation,
} from './audit/mailbox-audit-bypass-association.ts';
import { searchMailboxAuditLog } from './audit/search-mailbox-audit-log.ts';
import {
  getThrottlingPolicy,
  newThrottlingPolicy,
  removeThrottlingPolicy,
  setThrottlingPolicy,
} from './throttling/throttling-policies.ts';
import {
  getThrottlingPolicyAssociation,
  setThrottlingPolicyAssociation,
} from './throttling/throttling-policy-association.ts';
import { getEmailAddressPolicy, updateEmailAddressPolicy } from './recipients/email-address-policy.ts';
import { getMailboxDatabase, setMailboxDatabase } from './recipients/mailbox-database.ts';
import { getContact, setContact } from './recipients/contacts.ts';
import { setUser } from './recipients/set-user.ts';
import { getEcpVirtualDirectory, setEcpVirtualDirectory } from './client-access/ecp-virtual-directory.ts';
import { getOwaVirtualDirectory, setOwaVirtualDirectory } from './client-access/owa-virtual-directory.ts';
import { setClientAccessServer, setExchangeServer } from './organization/set-exchange-server.ts';
import { connectMailbox } from './recipients/connect-mailbox.ts';
import {
  disableTransportRule,
  enableTransportRule,
  getTransportRule,
  newTransportRule,
  removeTransportRule,
  setTransportRule,
} from './mail-flow/transport-rules.ts';
import { exportExchangeCertificate } from './organization/export-exchange-certificate.ts';
import { getSendConnector } from './queue/get-send-connector.ts';
import { newSendConnector } from './queue/new-send-connector.ts';
import { setSendConnector } from './queue/set-send-connector.ts';
import { removeSendConnector } from './queue/remove-send-connector.ts';
import { testSendConnector } from './queue/test-send-connector.ts';
import { getQueue } from './queue/get-queue.ts';
import { suspendQueue } from './queue/suspend-queue.ts';
import { resumeQueue } from './queue/resume-queue.ts';
import { retryQueue } from './queue/retry-queue.ts';
import { getMessage } from './queue/get-message.ts';
import { exportMessage } from './queue/export-message.ts';
import { suspendMessage } from './queue/suspend-message.ts';
import { resumeMessage } from './queue/resume-message.ts';
import { removeMessage } from './queue/remove-message.ts';
import { getMessageTrackingLog } from './queue/get-message-tracking-log.ts';
import { getDkimSigningConfig } from './queue/get-dkim-signing-config.ts';
import { newDkimSigningConfig } from './queue/new-dkim-signing-config.ts';
import { setDkimSigningConfig } from './queue/set-dkim-signing-config.ts';
import { rotateDkimSigningConfig } from './queue/rotate-dkim-signing-config.ts';
import { removeDkimSigningConfig } from './queue/remove-dkim-signing-config.ts';

/** Every cmdlet there is. A new one is a file and a line here. */
const ownCmdlets: readonly Cmdlet[] = [
  getAccessToken,
  getAppPassword,
  getSecondFactor,
  getSignInLog,
  newAccessToken,
  newAppPassword,
  removeAccessToken,
  removeAppPassword,
  removeSecondFactor,
  getSignInSettings,
  setSignInSettings,
  getImapSettings,
  setImapSettings,
  getPopSettings,
  setPopSettings,
  getProxyProtocolConfig,
  setProxyProtocolConfig,
  getWebServiceSettings,
  setWebServiceSettings,
  getCasMailbox,
  setCasMailbox,
  getMailbox,
  newMailbox,
  setMailbox,
  removeMailbox,
  getEmailAddressPolicy,
  updateEmailAddressPolicy,
  getMailboxDatabase,
  setMailboxDatabase,
  getMailboxStatistics,
  getMailboxFolderStatistics,
  getRecoverableItems,
  restoreRecoverableItems,
  getReceiveConnector,
  newReceiveConnector,
  setReceiveConnector,
  removeReceiveConnector,
  addAdPermission,
  getAdPermission,
  removeAdPermission,
  getTransportConfig,
  setTransportConfig,
  testContentFilter,
  getTransportService,
  setTransportService,
  getFrontendTransportService,
  setFrontendTransportService,
  getDnsRecordAdvice,
  getDmarcReport,
  getSmtpTlsReport,
  getAcceptedDomain,
  newAcceptedDomain,
  setAcceptedDomain,
  removeAcceptedDomain,
  getRemoteDomain,
  newRemoteDomain,
  setRemoteDomain,
  removeRemoteDomain,
  getTransportRule,
  newTransportRule,
  setTransportRule,
  removeTransportRule,
  enableTransportRule,
  disableTransportRule,
  testConnectionSettings,
  testImapConnectivity,
  testPopConnectivity,
  testSmtpConnectivity,
  testOutlookWebServices,
  getExchangeServer,
  setExchangeServer,
  getOwaVirtualDirectory,
  setOwaVirtualDirectory,
  getEcpVirtualDirectory,
  setEcpVirtualDirectory,
  setClientAccessServer,
  setClientAccessService,
  getClientAccessServer,
  getClientAccessService,
  getServerActivity,
  getEventLog,
  limitEventLog,
  getServerHealth,
  getPendingSetting,
  getService,
  startService,
  stopService,
  restartService,
  setService,
  testServiceHealth,
  getClientSession,
  stopClientSession,
  getClientSessionHistory,
  traceClientSession,
  getClientSessionTrace,
  getManagementRole,
  getManagementRoleEntry,
  getManagementRoleAssignment,
  getRoleGroup,
  getRoleGroupMember,
  addRoleGroupMember,
  removeRoleGroupMember,
  newRoleGroup,
  setRoleGroup,
  removeRoleGroup,
  updateRoleGroupMember,
  newManagementRole,
  setManagementRole,
  removeManagementRole,
  addManagementRoleEntry,
  setManagementRoleEntry,
  removeManagementRoleEntry,
  newManagementRoleAssignment,
  setManagementRoleAssignment,
  removeManagementRoleAssignment,
  getManagementScope,
  newManagementScope,
  setManagementScope,
  removeManagementScope,
  getEffectivePermission,
  newSettingsTrial,
  getSettingsTrial,
  confirmSettingsTrial,
  stopSettingsTrial,
  getAdminAuditLogConfig,
  setAdminAuditLogConfig,
  exportRelaisConfiguration,
  importRelaisConfiguration,
  getHealthReport,
  searchAdminAuditLog,
  testAdminAuditLog,
  writeAdminAuditLog,
  searchMailboxAuditLog,
  getMailboxAuditBypassAssociation,
  setMailboxAuditBypassAssociation,
  getUser,
  setUser,
  getContact,
  setContact,
  getRecipient,
  enableMailbox,
  disableMailbox,
  connectMailbox,
  getMailContact,
  newMailContact,
  setMailContact,
  removeMailContact,
  getMailboxPermission,
  addMailboxPermission,
  removeMailboxPermission,
  getRecipientPermission,
  addRecipientPermission,
  removeRecipientPermission,
  getMailboxFolderPermission,
  addMailboxFolderPermission,
  setMailboxFolderPermission,
  removeMailboxFolderPermission,
  getDistributionGroup,
  newDistributionGroup,
  setDistributionGroup,
  removeDistributionGroup,
  getDistributionGroupMember,
  addDistributionGroupMember,
  removeDistributionGroupMember,
  updateDistributionGroupMember,
  getInboxRule,
  newInboxRule,
  setInboxRule,
  enableInboxRule,
  disableInboxRule,
  removeInboxRule,
  getMailboxAutoReplyConfiguration,
  setMailboxAutoReplyConfiguration,
  getMailboxJunkEmailConfiguration,
  setMailboxJunkEmailConfiguration,
  getMailboxRegionalConfiguration,
  setMailboxRegionalConfiguration,
  getMailboxMessageConfiguration,
  setMailboxMessageConfiguration,
  getOrganizationConfig,
  setOrganizationConfig,
  getThrottlingPolicy,
  newThrottlingPolicy,
  setThrottlingPolicy,
  removeThrottlingPolicy,
  getThrottlingPolicyAssociation,
  setThrottlingPolicyAssociation,
  getExchangeCertificate,
  importExchangeCertificate,
  exportExchangeCertificate,
  newExchangeCertificate,
  enableExchangeCertificate,
  removeExchangeCertificate,
  getAcmeCertificate,
  setAcmeCertificate,
  testAcmeCertificate,
  updateAcmeCertificate,
  getSendConnector,
  newSendConnector,
  setSendConnector,
  removeSendConnector,
  testSendConnector,
  getQueue,
  suspendQueue,
  resumeQueue,
  retryQueue,
  getMessage,
  exportMessage,
  suspendMessage,
  resumeMessage,
  removeMessage,
  getMessageTrackingLog,
  getDkimSigningConfig,
  newDkimSigningConfig,
  setDkimSigningConfig,
  removeDkimSigningConfig,
  rotateDkimSigningConfig,
];

export const cmdlets: readonly Cmdlet[] = ownCmdlets.map(withAcceptedParameters);
