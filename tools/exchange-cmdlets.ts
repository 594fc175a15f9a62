/**
 * Exchange 2013's cmdlets for a site with POP3, IMAP4 and SMTP clients, with the parameters that their public reference
 * documents; common parameters and DomainController, WhatIf and Confirm are left out. By area.
 */
export const exchangeCmdlets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Client access': {
    'Get-ImapSettings': 'Server',
    'Set-ImapSettings':
      'AuthenticatedConnectionTimeout Banner CalendarItemRetrievalOption EnableExactRFC822Size EnableGSSAPIAndNTLMAuth EnforceCertificateErrors ExtendedProtectionPolicy ExternalConnectionSettings InternalConnectionSettings LogFileLocation LogFileRollOverSettings LoginType LogPerFileSizeQuota MaxCommandSize MaxConnectionFromSingleIP MaxConnections MaxConnectionsPerUser MessageRetrievalMimeFormat OwaServerUrl PreAuthenticatedConnectionTimeout ProtocolLogEnabled ProxyTargetPort Server ShowHiddenFoldersEnabled SSLBindings SuppressReadReceipt UnencryptedOrTLSBindings X509CertificateName',
    'Get-PopSettings': 'Server',
    'Set-PopSettings':
      'AuthenticatedConnectionTimeout Banner CalendarItemRetrievalOption EnableExactRFC822Size EnableGSSAPIAndNTLMAuth EnforceCertificateErrors ExtendedProtectionPolicy ExternalConnectionSettings InternalConnectionSettings LogFileLocation LogFileRollOverSettings LoginType LogPerFileSizeQuota MaxCommandSize MaxConnectionFromSingleIP MaxConnections MaxConnectionsPerUser MessageRetrievalMimeFormat MessageRetrievalSortOrder OwaServerUrl PreAuthenticatedConnectionTimeout ProtocolLogEnabled ProxyTargetPort Server SSLBindings SuppressReadReceipt UnencryptedOrTLSBindings X509CertificateName',
    'Get-CASMailbox':
      'Identity Anr Credential Filter OrganizationalUnit ProtocolSettings ReadFromDomainController ResultSize SortBy',
    'Set-CASMailbox':
      'Identity ActiveSyncEnabled DisplayName ECPEnabled EmailAddresses EwsEnabled ImapEnabled ImapEnableExactRFC822Size ImapForceICalForCalendarRetrievalOption ImapMessagesRetrievalMimeFormat ImapSuppressReadReceipt ImapUseProtocolDefaults MAPIEnabled Name OWAEnabled OwaMailboxPolicy PopEnabled PopEnableExactRFC822Size PopForceICalForCalendarRetrievalOption PopMessagesRetrievalMimeFormat PopSuppressReadReceipt PopUseProtocolDefaults PrimarySmtpAddress SamAccountName',
    'Get-ClientAccessServer': 'Identity IncludeAlternateServiceAccountCredentialStatus',
    'Set-ClientAccessServer': 'Identity AutoDiscoverServiceInternalUri AutoDiscoverSiteScope',
    'Get-ClientAccessService': 'Identity IncludeAlternateServiceAccountCredentialStatus',
    'Set-ClientAccessService': 'Identity AutoDiscoverServiceInternalUri AutoDiscoverSiteScope',
    'Get-OwaVirtualDirectory': 'Identity Server ADPropertiesOnly ShowMailboxVirtualDirectories',
    'Set-OwaVirtualDirectory':
      'Identity ExternalUrl InternalUrl BasicAuthentication FormsAuthentication LogonFormat DefaultDomain',
    'Get-EcpVirtualDirectory': 'Identity Server ADPropertiesOnly ShowMailboxVirtualDirectories',
    'Set-EcpVirtualDirectory':
      'Identity ExternalUrl InternalUrl BasicAuthentication FormsAuthentication WindowsAuthentication DigestAuthentication AdminEnabled OwaOptionsEnabled',
    'Test-ImapConnectivity':
      'ClientAccessServer ConnectionType LightMode MailboxCredential MailboxServer MonitoringContext PerConnectionTimeout PortClientAccessServer ResetTestAccountCredentials Timeout TrustAnySSLCertificate',
    'Test-PopConnectivity':
      'ClientAccessServer ConnectionType LightMode MailboxCredential MailboxServer MonitoringContext PerConnectionTimeout PortClientAccessServer ResetTestAccountCredentials Timeout TrustAnySSLCertificate',
    'Test-SmtpConnectivity': 'Identity MonitoringContext',
    'Test-OutlookWebServices': 'Identity ClientAccessServer MailboxCredential MonitoringContext TrustAnySSLCertificate',
  },
  Recipients: {
    'New-Mailbox':
      'Name Alias ArbitrationMailbox Archive Database DisplayName Equipment FirstName Initials LastName LinkedMasterAccount Office OrganizationalUnit Password Phone PrimarySmtpAddress ResetPasswordOnNextLogon Room SamAccountName Shared UserPrincipalName',
    'Get-Mailbox':
      'Identity Anr Arbitration Archive AuditLog Database Filter Monitoring OrganizationalUnit PublicFolder RecipientTypeDetails RemoteArchive ResultSize Server SoftDeletedMailbox SortBy',
    'Set-Mailbox':
      'Identity AcceptMessagesOnlyFrom AcceptMessagesOnlyFromDLMembers AccountDisabled Alias AuditAdmin AuditDelegate AuditEnabled AuditLogAgeLimit AuditOwner CustomAttribute1 Database DeliverToMailboxAndForward DisplayName EmailAddresses EmailAddressPolicyEnabled ForwardingAddress ForwardingSmtpAddress GrantSendOnBehalfTo HiddenFromAddressListsEnabled IssueWarningQuota Languages LitigationHoldDate LitigationHoldDuration LitigationHoldEnabled LitigationHoldOwner MailTip MailTipTranslations MaxReceiveSize MaxSendSize MessageTrackingReadStatusEnabled Name Office Password PrimarySmtpAddress ProhibitSendQuota ProhibitSendReceiveQuota RecipientLimits RecoverableItemsQuota RecoverableItemsWarningQuota RejectMessagesFrom RequireSenderAuthenticationEnabled RetainDeletedItemsFor RetainDeletedItemsUntilBackup RetentionComment RetentionPolicy RetentionUrl RulesQuota SamAccountName SimpleDisplayName SingleItemRecoveryEnabled ThrottlingPolicy Type UseDatabaseQuotaDefaults UseDatabaseRetentionDefaults UserPrincipalName WindowsEmailAddress',
    'Remove-Mailbox': 'Identity Database Force KeepWindowsLiveID Permanent StoreMailboxIdentity',
    'Enable-Mailbox': 'Identity Alias Archive Database DisplayName PrimarySmtpAddress Shared',
    'Disable-Mailbox': 'Identity Archive Force',
    'Connect-Mailbox': 'Identity Database User Alias',
    'Get-MailboxStatistics': 'Identity Archive Database Filter IncludeMoveHistory Server',
    'Get-MailboxFolderStatistics': 'Identity Archive FolderScope IncludeAnalysis IncludeOldestAndNewestItems',
    // Of Exchange 2016 and later.
    'Get-RecoverableItems':
      'Identity EntryID FilterEndTime FilterItemType FilterStartTime LastParentFolderID ResultSize SourceFolder SubjectContains',
    'Restore-RecoverableItems':
      'Identity EntryID FilterEndTime FilterItemType FilterStartTime LastParentFolderID ResultSize SourceFolder SubjectContains',
    'Get-MailboxPermission': 'Identity Owner ResultSize User',
    'Add-MailboxPermission': 'Identity AccessRights AutoMapping Deny InheritanceType Owner User',
    'Remove-MailboxPermission': 'Identity AccessRights Deny InheritanceType User',
    'Get-MailboxFolderPermission': 'Identity User',
    'Add-MailboxFolderPermission': 'Identity AccessRights User',
    'Set-MailboxFolderPermission': 'Identity AccessRights User',
    'Remove-MailboxFolderPermission': 'Identity User',
    'Add-RecipientPermission': 'Identity AccessRights Trustee',
    'Remove-RecipientPermission': 'Identity AccessRights Trustee',
    'Get-DistributionGroup': 'Identity Anr Filter ManagedBy OrganizationalUnit RecipientTypeDetails ResultSize SortBy',
    'New-DistributionGroup':
      'Name Alias CopyOwnerToMember DisplayName ManagedBy MemberDepartRestriction MemberJoinRestriction Members ModeratedBy ModerationEnabled Notes OrganizationalUnit PrimarySmtpAddress RequireSenderAuthenticationEnabled SamAccountName Type',
    'Set-DistributionGroup':
      'Identity AcceptMessagesOnlyFrom Alias BypassSecurityGroupManagerCheck DisplayName EmailAddresses GrantSendOnBehalfTo HiddenFromAddressListsEnabled MailTip MailTipTranslations ManagedBy MaxReceiveSize MemberDepartRestriction MemberJoinRestriction ModeratedBy ModerationEnabled Name PrimarySmtpAddress RequireSenderAuthenticationEnabled',
    'Remove-DistributionGroup': 'Identity BypassSecurityGroupManagerCheck',
    'Get-DistributionGroupMember': 'Identity ResultSize',
    'Add-DistributionGroupMember': 'Identity BypassSecurityGroupManagerCheck Member',
    'Remove-DistributionGroupMember': 'Identity BypassSecurityGroupManagerCheck Member',
    'Update-DistributionGroupMember': 'Identity BypassSecurityGroupManagerCheck Members',
    'Get-MailContact': 'Identity Anr Filter OrganizationalUnit ResultSize SortBy',
    'New-MailContact':
      'Name Alias DisplayName ExternalEmailAddress FirstName LastName OrganizationalUnit PrimarySmtpAddress',
    'Set-MailContact':
      'Identity Alias DisplayName EmailAddresses ExternalEmailAddress HiddenFromAddressListsEnabled MailTip MailTipTranslations Name',
    'Remove-MailContact': 'Identity',
    'Get-Recipient': 'Identity Anr Filter OrganizationalUnit RecipientType RecipientTypeDetails ResultSize SortBy',
    'Get-User': 'Identity Anr Filter OrganizationalUnit RecipientTypeDetails ResultSize SortBy',
    'Set-User':
      'Identity City Company CountryOrRegion Department DisplayName Fax FirstName Initials LastName Manager MobilePhone Name Notes Office Phone PostalCode StateOrProvince StreetAddress Title UserPrincipalName WebPage',
    'Get-Contact': 'Identity Anr Filter OrganizationalUnit ResultSize SortBy',
    'Set-Contact':
      'Identity City Company CountryOrRegion Department DisplayName Fax FirstName HomePhone Initials LastName Manager MobilePhone Name Notes Office Pager Phone PostalCode SimpleDisplayName StateOrProvince StreetAddress Title WebPage',
    'Get-EmailAddressPolicy': 'Identity IncludeMailboxSettingOnlyPolicy',
    'Update-EmailAddressPolicy': 'Identity FixMissingAlias SecondaryAddressesOnly UpdateSecondaryAddressesOnly',
    'Get-MailboxDatabase': 'Identity DumpsterStatistics IncludePreExchange2013 Server Status',
    'Set-MailboxDatabase':
      'Identity AllowFileRestore AutoDagExcludeFromMonitoring BackgroundDatabaseMaintenance CalendarLoggingQuota CircularLoggingEnabled DataMoveReplicationConstraint DeletedItemRetention EventHistoryRetentionPeriod IndexEnabled IsExcludedFromProvisioning IssueWarningQuota IsSuspendedFromProvisioning JournalRecipient MailboxRetention MaintenanceSchedule MountAtStartup Name OfflineAddressBook ProhibitSendQuota ProhibitSendReceiveQuota PublicFolderDatabase QuotaNotificationSchedule RecoverableItemsQuota RecoverableItemsWarningQuota RetainDeletedItemsUntilBackup RpcClientAccessServer',
    'Get-RecipientPermission': 'Identity AccessRights ReadFromDomainController ResultSize Trustee',
    'Get-InboxRule': 'Identity Mailbox',
    'New-InboxRule':
      'Name Mailbox From SubjectContainsWords BodyContainsWords SentTo HeaderContainsWords HasAttachment WithinSizeRangeMinimum MoveToFolder CopyToFolder DeleteMessage ForwardTo RedirectTo MarkAsRead MarkImportance StopProcessingRules ExceptIfFrom ExceptIfSubjectContainsWords Priority',
    'Set-InboxRule':
      'Identity Mailbox Name From SubjectContainsWords MoveToFolder DeleteMessage ForwardTo RedirectTo MarkAsRead StopProcessingRules Priority',
    'Remove-InboxRule': 'Identity Mailbox',
    'Enable-InboxRule': 'Identity Mailbox',
    'Disable-InboxRule': 'Identity Mailbox',
    'Get-MailboxAutoReplyConfiguration': 'Identity ResultSize',
    'Set-MailboxAutoReplyConfiguration':
      'Identity AutoReplyState EndTime ExternalAudience ExternalMessage InternalMessage StartTime',
    'Get-MailboxJunkEmailConfiguration': 'Identity ResultSize',
    'Set-MailboxJunkEmailConfiguration':
      'Identity BlockedSendersAndDomains ContactsTrusted Enabled IgnoreDefaultScope TrustedListsOnly TrustedRecipientsAndDomains TrustedSendersAndDomains',
    'Get-MailboxMessageConfiguration': 'Identity ReadFromDomainController ResultSize',
    'Set-MailboxMessageConfiguration':
      'Identity AfterMoveOrDeleteBehavior AlwaysShowBcc AlwaysShowFrom AutoAddSignature AutoAddSignatureOnMobile CheckForForgottenAttachments ConversationSortOrder DefaultFontColor DefaultFontFlags DefaultFontName DefaultFontSize DefaultFormat EmailComposeMode EmptyDeletedItemsOnLogoff HideDeletedItems NewItemNotification PreviewMarkAsReadBehavior PreviewMarkAsReadDelaytime ReadReceiptResponse SendAddressDefault ShowConversationAsTree SignatureHtml SignatureText SignatureTextOnMobile UseDefaultSignatureOnMobile',
    'Get-MailboxRegionalConfiguration': 'Identity VerifyDefaultFolderNameLanguage',
    'Set-MailboxRegionalConfiguration': 'Identity DateFormat Language LocalizeDefaultFolderName TimeFormat TimeZone',
  },
  'Mail flow': {
    'Get-ReceiveConnector': 'Identity Server',
    'New-ReceiveConnector':
      'Name AuthMechanism AdvertiseClientSettings Banner BinaryMimeEnabled Bindings ChunkingEnabled Client Comment ConnectionInactivityTimeout ConnectionTimeout Custom DefaultDomain DeliveryStatusNotificationEnabled DomainSecureEnabled EightBitMimeEnabled EnableAuthGSSAPI Enabled EnhancedStatusCodesEnabled ExtendedProtectionPolicy Fqdn Internal Internet LongAddressesEnabled MaxAcknowledgementDelay MaxHeaderSize MaxHopCount MaxInboundConnection MaxInboundConnectionPercentagePerSource MaxInboundConnectionPerSource MaxLocalHopCount MaxLogonFailures MaxMessageSize MaxProtocolErrors MaxRecipientsPerMessage MessageRateLimit MessageRateSource OrarEnabled Partner PermissionGroups PipeliningEnabled ProtocolLoggingLevel RemoteIPRanges RequireEHLODomain RequireTLS Server ServiceDiscoveryFqdn SizeEnabled SuppressXAnonymousTls TarpitInterval TlsCertificateName TlsDomainCapabilities TransportRole Usage',
    'Set-ReceiveConnector':
      'Identity AuthMechanism AdvertiseClientSettings Banner BareLinefeedRejectionEnabled BinaryMimeEnabled Bindings ChunkingEnabled Comment ConnectionInactivityTimeout ConnectionTimeout DefaultDomain DeliveryStatusNotificationEnabled DomainSecureEnabled EightBitMimeEnabled EnableAuthGSSAPI Enabled EnhancedStatusCodesEnabled ExtendedProtectionPolicy Fqdn LongAddressesEnabled MaxAcknowledgementDelay MaxHeaderSize MaxHopCount MaxInboundConnection MaxInboundConnectionPercentagePerSource MaxInboundConnectionPerSource MaxLocalHopCount MaxLogonFailures MaxMessageSize MaxProtocolErrors MaxRecipientsPerMessage MessageRateLimit MessageRateSource Name OrarEnabled PermissionGroups PipeliningEnabled ProtocolLoggingLevel RemoteIPRanges RequireEHLODomain RequireTLS ServiceDiscoveryFqdn SizeEnabled SuppressXAnonymousTls TarpitInterval TlsCertificateName TlsDomainCapabilities TransportRole',
    'Remove-ReceiveConnector': 'Identity',
    'Get-ADPermission': 'Identity Owner User',
    'Add-ADPermission':
      'Identity AccessRights ChildObjectTypes Deny ExtendedRights InheritanceType Owner Properties User',
    'Remove-ADPermission': 'Identity AccessRights ChildObjectTypes Deny ExtendedRights InheritanceType Properties User',
    'Get-SendConnector': 'Identity',
    'New-SendConnector':
      'Name AddressSpaces AuthenticationCredential CloudServicesMailEnabled Comment ConnectionInactivityTimeOut Custom DNSRoutingEnabled DomainSecureEnabled Enabled ErrorPolicies Force ForceHELO Fqdn FrontendProxyEnabled IgnoreSTARTTLS Internal Internet IsScopedConnector LinkedReceiveConnector MaxMessageSize Partner Port ProtocolLoggingLevel RequireTLS SmartHostAuthMechanism SmartHosts SmtpMaxMessagesPerConnection SourceIPAddress SourceTransportServers TlsAuthLevel TlsCertificateName TlsDomain Usage UseExternalDNSServersEnabled',
    'Set-SendConnector':
      'Identity AddressSpaces AuthenticationCredential Comment ConnectionInactivityTimeOut DNSRoutingEnabled DomainSecureEnabled Enabled ErrorPolicies Force ForceHELO Fqdn FrontendProxyEnabled IgnoreSTARTTLS IsScopedConnector MaxMessageSize Name Port ProtocolLoggingLevel RequireTLS SmartHostAuthMechanism SmartHosts SmtpMaxMessagesPerConnection SourceIPAddress SourceTransportServers TlsAuthLevel TlsCertificateName TlsDomain UseExternalDNSServersEnabled',
    'Remove-SendConnector': 'Identity',
    'Get-AcceptedDomain': 'Identity',
    'New-AcceptedDomain': 'Name DomainName DomainType CatchAllRecipient MatchSubDomains',
    'Set-AcceptedDomain': 'Identity AddressBookEnabled CatchAllRecipientID DomainType MakeDefault MatchSubDomains Name',
    'Remove-AcceptedDomain': 'Identity',
    'Get-RemoteDomain': 'Identity',
    'New-RemoteDomain': 'Name DomainName',
    'Set-RemoteDomain':
      'Identity AllowedOOFType AutoForwardEnabled AutoReplyEnabled CharacterSet ContentType DeliveryReportEnabled NDREnabled Name',
    'Remove-RemoteDomain': 'Identity',
    'Get-TransportConfig': 'Identity',
    'Set-TransportConfig':
      'Identity ExternalDelayDsnEnabled ExternalDsnLanguageDetectionEnabled ExternalPostmasterAddress InternalDelayDsnEnabled InternalSMTPServers JournalingReportNdrTo MaxDumpsterTime MaxReceiveSize MaxRecipientEnvelopeLimit MaxSendSize ShadowRedundancyEnabled TLSReceiveDomainSecureList TLSSendDomainSecureList VerifySecureSubmitEnabled',
    'Get-TransportService': 'Identity',
    'Set-TransportService':
      'Identity ConnectivityLogEnabled ConnectivityLogMaxAge ConnectivityLogMaxDirectorySize ConnectivityLogMaxFileSize ConnectivityLogPath DelayNotificationTimeout ExternalDNSServers InternalDNSServers MaxConcurrentMailboxDeliveries MaxConcurrentMailboxSubmissions MaxConnectionRatePerMinute MaxOutboundConnections MaxPerDomainOutboundConnections MessageExpirationTimeout MessageRetryInterval MessageTrackingLogEnabled MessageTrackingLogMaxAge MessageTrackingLogMaxDirectorySize MessageTrackingLogMaxFileSize MessageTrackingLogPath MessageTrackingLogSubjectLoggingEnabled OutboundConnectionFailureRetryInterval PickupDirectoryPath PoisonThreshold ReceiveProtocolLogMaxAge ReceiveProtocolLogMaxDirectorySize ReceiveProtocolLogMaxFileSize ReceiveProtocolLogPath SendProtocolLogMaxAge SendProtocolLogMaxDirectorySize SendProtocolLogMaxFileSize SendProtocolLogPath TransientFailureRetryCount TransientFailureRetryInterval',
    'Get-FrontendTransportService': 'Identity',
    'Set-FrontendTransportService':
      'Identity ReceiveProtocolLogMaxAge ReceiveProtocolLogMaxDirectorySize ReceiveProtocolLogMaxFileSize ReceiveProtocolLogPath SendProtocolLogPath',
    'Get-Queue':
      'Identity Exclude Filter Include ResultSize Server SortOrder BookmarkIndex BookmarkObject IncludeBookmark ReturnPageInfo SearchForward',
    'Suspend-Queue': 'Identity Filter Server',
    'Resume-Queue': 'Identity Filter Server',
    'Retry-Queue': 'Identity Filter Resubmit Server',
    'Get-Message':
      'Identity Filter IncludeRecipientInfo Queue ResultSize Server SortOrder BookmarkIndex BookmarkObject IncludeBookmark ReturnPageInfo SearchForward',
    'Export-Message': 'Identity',
    'Suspend-Message': 'Identity Filter Server',
    'Resume-Message': 'Identity Filter Server',
    'Remove-Message': 'Identity Filter Server WithNDR',
    'Get-MessageTrackingLog':
      'End EventId InternalMessageId MessageId MessageSubject Recipients Reference ResultSize Sender Server Source Start',
    'Get-TransportRule': 'Identity State',
    'New-TransportRule':
      'Name From FromScope FromMemberOf SentTo SentToScope SentToMemberOf SubjectContainsWords SetSCL DeleteMessage RejectMessageReasonText PrependSubject BlindCopyTo RedirectMessageTo RemoveHeader Priority Mode Enabled',
    'Set-TransportRule': 'Identity Name From SubjectContainsWords PrependSubject BlindCopyTo Priority Mode',
    'Remove-TransportRule': 'Identity',
    'Enable-TransportRule': 'Identity Mode',
    'Disable-TransportRule': 'Identity',
  },
  Servers: {
    'Get-ExchangeServer': 'Identity Domain Status',
    'Set-ExchangeServer': 'Identity CustomerFeedbackEnabled ErrorReportingEnabled InternetWebProxy ProductKey',
    'Get-ExchangeCertificate': 'Thumbprint DomainName Instance Server',
    'Import-ExchangeCertificate': 'FileData FileName FriendlyName Instance Password PrivateKeyExportable Server',
    'New-ExchangeCertificate':
      'BinaryEncoded DomainName Force FriendlyName GenerateRequest IncludeAcceptedDomains IncludeServerFQDN KeySize PrivateKeyExportable RequestFile Server Services SubjectKeyIdentifier SubjectName',
    'Enable-ExchangeCertificate': 'Thumbprint DoNotRequireSsl Force NetworkServiceAllowed Server Services',
    'Remove-ExchangeCertificate': 'Thumbprint Server',
    'Export-ExchangeCertificate': 'Thumbprint BinaryEncoded FileName Password Server',
    'Get-ServerHealth': 'Identity HaImpactingOnly HealthSet',
    'Test-ServiceHealth': 'Server DomainController MonitoringContext',
    'Get-HealthReport': 'Identity GroupSize HaImpactingOnly HealthSet MinimumOnlinePercent RollupGroup',
    'Get-Service': 'Name',
    'Start-Service': 'Name',
    'Stop-Service': 'Name',
    'Restart-Service': 'Name',
    'Set-Service': 'Name StartupType',
    'Get-EventLog': 'LogName List Newest EntryType Source After Before',
    'Limit-EventLog': 'LogName MaximumSize OverflowAction RetentionDays',
  },
  Permissions: {
    'Get-RoleGroup': 'Identity Filter ReadFromDomainController ResultSize ShowPartnerLinked SortBy',
    'New-RoleGroup':
      'Name CustomConfigWriteScope CustomRecipientWriteScope Description DisplayName LinkedForeignGroup ManagedBy Members RecipientOrganizationalUnitScope Roles SamAccountName',
    'Set-RoleGroup': 'Identity BypassSecurityGroupManagerCheck Description DisplayName ManagedBy Name',
    'Remove-RoleGroup': 'Identity BypassSecurityGroupManagerCheck Force',
    'Get-RoleGroupMember': 'Identity ReadFromDomainController ResultSize',
    'Add-RoleGroupMember': 'Identity BypassSecurityGroupManagerCheck Member',
    'Remove-RoleGroupMember': 'Identity BypassSecurityGroupManagerCheck Member',
    'Update-RoleGroupMember': 'Identity BypassSecurityGroupManagerCheck Members',
    'Get-ManagementRole': 'Identity Cmdlet CmdletParameters GetChildren Recurse RoleType Script ScriptParameters',
    'New-ManagementRole': 'Name Parent Description EnabledCmdlets UnScopedTopLevel',
    'Remove-ManagementRole': 'Identity Force Recurse UnScopedTopLevel',
    'Get-ManagementRoleEntry': 'Identity Parameters PSSnapinName Type',
    'Add-ManagementRoleEntry': 'Identity Overwrite Parameters ParentRoleEntry Role PSSnapinName Type UnScopedTopLevel',
    'Set-ManagementRoleEntry': 'Identity AddParameter Parameters RemoveParameter UnScopedTopLevel',
    'Remove-ManagementRoleEntry': 'Identity',
    'Get-ManagementRoleAssignment':
      'Identity AssignmentMethod ConfigWriteScope CustomRecipientWriteScope Delegating Enabled Exclusive GetEffectiveUsers RecipientWriteScope Role RoleAssignee RoleAssigneeType WritableRecipient',
    'New-ManagementRoleAssignment':
      'Name Computer CustomConfigWriteScope CustomRecipientWriteScope Delegating Policy RecipientOrganizationalUnitScope Role SecurityGroup User',
    'Set-ManagementRoleAssignment': 'Identity CustomConfigWriteScope CustomRecipientWriteScope Enabled Force',
    'Remove-ManagementRoleAssignment': 'Identity Force',
    'New-ManagementScope': 'Name RecipientRestrictionFilter ServerList',
    'Get-ManagementScope': 'Identity Exclusive Orphan',
    'Set-ManagementScope': 'Identity Name RecipientRestrictionFilter RecipientRoot',
    'Remove-ManagementScope': 'Identity',
    'New-RoleAssignmentPolicy': 'Name Roles IsDefault',
  },
  'Audit and organization': {
    'Search-AdminAuditLog':
      'Cmdlets EndDate ExternalAccess IsSuccess ObjectIds Parameters ResultSize StartDate StartIndex UserIds',
    'Write-AdminAuditLog': 'Comment',
    'Get-AdminAuditLogConfig': '',
    'Set-AdminAuditLogConfig':
      'Identity AdminAuditLogAgeLimit AdminAuditLogCmdlets AdminAuditLogEnabled AdminAuditLogExcludedCmdlets AdminAuditLogParameters LogLevel TestCmdletLoggingEnabled',
    'Search-MailboxAuditLog':
      'Identity EndDate ExternalAccess LogonTypes Mailboxes Operations ResultSize ShowDetails StartDate',
    'Get-MailboxAuditBypassAssociation': 'Identity ResultSize',
    'Set-MailboxAuditBypassAssociation': 'Identity AuditBypassEnabled',
    'Get-OrganizationConfig': '',
    'Set-OrganizationConfig': 'DefaultPublicFolderMailbox DistributionGroupDefaultOU MailTipsAllTipsEnabled Name',
    'Get-ThrottlingPolicy': 'Identity Explicit ThrottlingPolicyScope',
    'New-ThrottlingPolicy':
      'Name ImapMaxConcurrency PopMaxConcurrency MessageRateLimit RecipientRateLimit ThrottlingPolicyScope',
    'Set-ThrottlingPolicy': 'Identity Name ImapMaxConcurrency PopMaxConcurrency MessageRateLimit RecipientRateLimit',
    'Remove-ThrottlingPolicy': 'Identity Force',
    'Get-ThrottlingPolicyAssociation': 'Identity Anr Filter OrganizationalUnit ResultSize SortBy ThrottlingPolicy',
    'Set-ThrottlingPolicyAssociation': 'Identity ThrottlingPolicy',
  },
};
