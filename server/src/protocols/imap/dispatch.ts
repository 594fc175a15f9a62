import { ImapSyntaxError, type ImapRequest, type RequestName } from '@relais/imap-codec';
import { MailError } from '../../domain/mail/mail-error.ts';
import { storageErrorCodeIn } from '../../storage/storage-error.ts';
import { BrokenAnswerError } from './broken-answer.ts';
import { capabilitiesUsedBy } from './capability-use.ts';
import { accessTakenAway } from './change-teller.ts';
import type { Command, Completion } from './command.ts';
import { commands } from './commands/index.ts';
import { UidRequired, uidRequired, usesSequenceNumbers } from './uid-only.ts';
import { withProgressNotices } from './progress-notices.ts';
import { invalidState, refusal, switchedOff, syntaxErrorText, unavailable, unexpected } from './replies.ts';
import type { Session } from './session.ts';

const byName: ReadonlyMap<string, Command> = new Map(
  commands.flatMap((command) => command.names.map((name) => [name, command])),
);

/** Whether a command is answered at once also while many others wait for their turn. */
export function isShort(name: RequestName): boolean {
  return byName.get(name)?.isShort === true;
}

/**
 * Carries out one command: its state is checked from its data, its refusals become replies, and what happened to the
 * folder meanwhile is told before the tagged line, expunges only where the command's data allows it.
 */
export async function dispatch(session: Session, tag: string, request: ImapRequest): Promise<void> {
  const command = byName.get(request.name);
  if (command === undefined) {
    session.complete(tag, request.name, {
      status: 'BAD',
      text: `Command Error. 10 (${request.name} is not offered here)`,
    });
    return;
  }
  session.tag = tag;
  const byUid = 'uid' in request && request.uid;
  // What has happened so far may already matter to this command: a client that has heard elsewhere of a new message
  // asks for it by its UID. RFC 3501 §7.4.1 lets expunges come with the UID forms only.
  if (command.revealsExpunges === 'when-uid') {
    const { state } = session;
    if (state.kind === 'selected') state.folder.countAsked = state.folder.count;
    const telling = session.changes.tell(byUid);
    if (telling !== undefined) await telling;
  }
  const completion = await run(session, command, request);
  if (completion.status === 'answered') return;
  const reveals = command.revealsExpunges === 'when-uid' ? 'uid' in request && request.uid : command.revealsExpunges;
  const telling = session.changes.tell(reveals);
  if (telling !== undefined) await telling;
  session.changes.tellHighest();
  session.complete(tag, request.name, completion);
  if (completion.afterwards !== undefined) await completion.afterwards();
}

function run(session: Session, command: Command, request: ImapRequest): Completion | Promise<Completion> {
  const { state } = session;
  if (session.delegate?.mayStay() === false) {
    session.close('closed-by-administrator', accessTakenAway);
    return { status: 'NO', code: 'NOPERM', text: accessTakenAway };
  }
  const off =
    session.switchedOff.size === 0
      ? undefined
      : capabilitiesUsedBy(request).find((name) => session.isSwitchedOff(name));
  if (off !== undefined) return switchedOff(off);
  if (!command.allowedIn.includes(state.kind)) return invalidState(request.name, command.allowedIn);
  if (session.enabled.has('UIDONLY') && usesSequenceNumbers(request)) return uidRequired;
  return refusing(session, request.name, () =>
    withProgressNotices(session, request.name, () => command.run(session, request, state)),
  );
}

/** Runs `work`; what it throws becomes the reply that it deserves. */
export async function refusing(session: Session, name: string, work: () => Promise<Completion>): Promise<Completion> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MailError) return refusal(error, name);
    if (error instanceof UidRequired) return uidRequired;
    if (error instanceof ImapSyntaxError) return { status: 'BAD', text: syntaxErrorText(error) };
    session.log.error('imap command failed', error, { command: name });
    if (error instanceof BrokenAnswerError) {
      session.transport.destroy();
      return { status: 'answered' };
    }
    return storageErrorCodeIn(error) === null ? unexpected : unavailable;
  }
}
