import type { Mailbox } from '../../domain/directory/directory.ts';
import type { SignInResult } from '../../services/authentication/authenticator.ts';
import type { Completion } from './command.ts';
import { type CountSize, Maildrop } from './maildrop.ts';
import { admissionRefusal, maildropInUse, signInRefusal } from './replies.ts';
import { replyTexts } from './reply-texts.ts';
import type { Session } from './session.ts';
import type { PopSettings } from './settings.ts';

/** Checks the password, takes the maildrop and opens it, for PASS and AUTH alike. */
export async function signIn(session: Session, userName: string, password: string): Promise<Completion> {
  session.forgetUserName();
  const remoteAddress = session.transport.remote.address;
  return enter(session, await session.context.authenticator.signIn({ userName, password, door: 'pop', remoteAddress }));
}

/** What a sign-in by any mechanism comes to. */
export async function enter(session: Session, result: SignInResult): Promise<Completion> {
  const { mailStore, liveSessions, settings, exactSizes } = session.context;
  if (result.kind !== 'signed-in') return signInRefusal(result);
  const { mailbox } = result;
  const store = await mailStore.account(mailbox.guid);
  // RFC 1939 §4: the lock comes first; without it the session stays in AUTHORIZATION.
  if (session.isEnding || !(await session.takeLock(mailbox.guid))) return maildropInUse;
  const refused = liveSessions.admitUser(session.live, mailbox.guid, settings);
  if (refused !== null) {
    await session.releaseLock();
    return admissionRefusal(refused);
  }
  try {
    const newestFirst = settings.MessageRetrievalSortOrder === 'Descending';
    const countSize: CountSize | null = wantsExactSizes(mailbox, settings)
      ? (source) => exactSizes.of(source, session.isUtf8)
      : null;
    const maildrop = await Maildrop.open(store, newestFirst, countSize);
    session.live.credentialId = result.credentialId ?? null;
    session.signedIn({ kind: 'transaction', mailbox, maildrop }, result.delegate);
  } catch (error) {
    await session.releaseLock();
    throw error;
  }
  return { status: 'OK', text: replyTexts.loggedOn };
}

/** Set-CASMailbox may say otherwise than the server once its PopUseProtocolDefaults is $false (reference §5.2). */
function wantsExactSizes({ otherProperties }: Mailbox, settings: PopSettings): boolean {
  if (otherProperties.PopUseProtocolDefaults !== false) return settings.EnableExactRFC822Size;
  return otherProperties.PopEnableExactRFC822Size === true;
}
