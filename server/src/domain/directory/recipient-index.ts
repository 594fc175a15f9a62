import type { NamedIndex } from './named-index.ts';
import type { OtherRecipient } from './recipient.ts';

/** Groups, contacts and accounts without a mailbox in memory. */
export type RecipientIndex = NamedIndex<OtherRecipient>;
