import type { KeptAnswers } from '../../domain/personal/kept-answers.ts';
import type { ExclusiveLocks } from '../../storage/exclusive-locks.ts';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { IdentityTexts } from '../../domain/personal/identity-texts.ts';
import type { Submissions } from '../../domain/personal/submissions.ts';
import type { ResultsProof } from '../../services/message-authentication/results-proof.ts';
import type { Mailboxes } from '../../services/sharing/open-mailbox.ts';
import type { HeldMail } from '../../services/submission/held-mail.ts';

/** What JMAP has besides the store, handed over by the composition root. */
export interface JmapParts {
  readonly submissions: Submissions;
  readonly identityTexts: IdentityTexts;
  readonly heldMail: HeldMail;
  readonly answers: KeptAnswers;
  readonly locks: ExclusiveLocks;
  readonly mailboxes: Mailboxes;
  readonly resultsProof: ResultsProof;
  /** OwaMaxConcurrency of a user's throttling policy; absent or `null`: no limit besides JMAP's own. */
  readonly mostRequests?: (user: Mailbox) => number | null;
  /** EwsMaxSubscriptions of it: event streams and WebSockets at once; absent or `null`: any number. */
  readonly mostStreams?: (user: Mailbox) => number | null;
}
