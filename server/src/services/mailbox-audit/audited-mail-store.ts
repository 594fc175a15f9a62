import type { AccountStore, MailStore } from '../../domain/mail/account-store.ts';
import { AuditedAccount } from './audited-account.ts';
import type { MailboxAuditor } from './mailbox-auditor.ts';

/** The door to all accounts' mail for whoever acts on behalf of a session. */
export function auditedMailStore(store: MailStore, auditor: MailboxAuditor): MailStore {
  const wrapped = new WeakMap<AccountStore, AuditedAccount>();
  return {
    async account(accountId) {
      const account = await store.account(accountId);
      const known = wrapped.get(account);
      if (known !== undefined) return known;
      const audited = new AuditedAccount(account, auditor);
      wrapped.set(account, audited);
      return audited;
    },
    serverAnnotations: store.serverAnnotations,
    deleteAccount: (accountId) => store.deleteAccount(accountId),
    verify: (accountId) => store.verify(accountId),
  };
}
