import type { Request } from '@relais/pop3-codec';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { Command, Completion } from './command.ts';
import { commands } from './commands/index.ts';
import { invalidState, refusal, unexpected } from './replies.ts';
import { replyTexts } from './reply-texts.ts';
import type { Session } from './session.ts';

const byName: ReadonlyMap<string, Command> = new Map(commands.map((command) => [command.name, command]));

/** Carries out one command: its state is checked from its data, its refusals become replies. A promise only when there is something to wait for. */
export function dispatch(session: Session, request: Request): Completion | Promise<Completion> {
  const { state } = session;
  const command = byName.get(request.verb);
  if (command === undefined || !command.allowedIn.includes(state.kind)) return invalidState;
  if (session.delegate?.mayStay() === false) {
    session.close('closed-by-administrator', replyTexts.accessTakenAway);
    return { status: 'ERR', code: 'SYS/PERM', text: replyTexts.accessTakenAway };
  }
  try {
    const completion = command.run(session, request, state);
    return completion instanceof Promise
      ? completion.catch((error: unknown) => failed(session, request, error))
      : completion;
  } catch (error) {
    return failed(session, request, error);
  }
}

function failed(session: Session, { verb }: Request, error: unknown): Completion {
  if (error instanceof MailError) return refusal(error);
  // A connection that has gone takes its command with it.
  if (!session.transport.isClosed) session.log.error('pop3 command failed', error, { command: verb });
  return unexpected;
}
