import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { MessageView } from './message-view.ts';

/** Each mailbox that forwards a message writes itself into it, so that a message never passes the same one twice. */
const field = 'X-Relais-Forwarded-By';
const mostForwards = 10;

export function forwardingMark({ guid }: Mailbox): string {
  return `${field}: ${guid}\r\n`;
}

/** Whether the mailbox forwarded this message before, or so many did that it is a loop anyway. */
export function hasPassed(message: MessageView, { guid }: Mailbox): boolean {
  const marks = message.values(field);
  return marks.length >= mostForwards || marks.some((mark) => mark.trim().toLowerCase() === guid);
}
