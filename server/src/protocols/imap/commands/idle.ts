import { defineCommand } from '../command.ts';
import { signedIn } from '../session-state.ts';

export const idle = defineCommand({
  names: ['IDLE'],
  rfc: 'RFC 2177',
  allowedIn: signedIn,
  revealsExpunges: true,
  isShort: true,
  async run(session) {
    session.output.line('+ IDLE accepted, awaiting DONE command.');
    await session.changes.tell(true, true);
    await session.output.flush();
    session.changes.pusher.start(true);
    try {
      const line = await session.conversation.readLine();
      if (line === undefined) return { status: 'answered' };
      if (line.toUpperCase() === 'DONE') return { status: 'OK' };
      return { status: 'BAD', text: 'Command Argument Error. 11 (IDLE ends with DONE)' };
    } finally {
      await session.changes.pusher.stop();
    }
  },
});
