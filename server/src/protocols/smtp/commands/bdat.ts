import { type BdatRequest, ChunkDecoder, type Reply } from '@relais/smtp-codec';
import { beginIntake } from '../begin-intake.ts';
import { defineCommand } from '../command.ts';
import type { ContentIntake } from '../content-intake.ts';
import { endContent } from '../end-content.ts';
import { lineEndFault, outOfSequence } from '../replies.ts';
import type { Session } from '../session.ts';
import { anyState, type SessionState } from '../session-state.ts';

/**
 * RFC 3030 §2. The octets that follow are read whatever becomes of them, so that no part of them is taken for commands.
 * Line ends must be CRLF as in DATA, unless BINARYMIME was announced.
 */
export const bdat = defineCommand({
  verbs: ['BDAT'],
  rfc: 'RFC 3030 §2',
  allowedIn: anyState,
  // Not before TLS, but it is this command that must read its octets before it refuses.
  allowedBeforeTls: true,
  async run(session, request, state) {
    const intake = intakeOf(session, state);
    if (!(await readChunk(session, request, intake))) {
      await intake?.discard();
      return null;
    }
    if (intake === null) return refused(session, state);
    return finishChunk(session, request, state, intake);
  },
});

function intakeOf(session: Session, state: SessionState): ContentIntake | null {
  if (!session.connector.ChunkingEnabled) return null;
  if (state.kind === 'chunks') return state.intake;
  return state.kind === 'recipients' ? beginIntake(session, state.hello, state.transaction) : null;
}

async function readChunk(session: Session, { size }: BdatRequest, intake: ContentIntake | null): Promise<boolean> {
  const decoder = new ChunkDecoder(size);
  while (decoder.remaining > 0) {
    const content = await session.content();
    if (content === null) return false;
    const mine = decoder.take(content);
    await intake?.writeChecked(mine);
    session.skip(mine.length);
  }
  return true;
}

function refused({ connector }: Session, state: SessionState): Reply {
  if (!connector.ChunkingEnabled) return { code: 502, enhanced: '5.5.1', text: 'BDAT is not offered here' };
  return outOfSequence('BDAT', state.kind);
}

async function finishChunk(
  session: Session,
  { size, last }: BdatRequest,
  state: SessionState,
  intake: ContentIntake,
): Promise<Reply | null> {
  if (state.kind !== 'recipients' && state.kind !== 'chunks') return null;
  const { hello, transaction } = state;
  if (last) {
    session.state = { kind: 'greeted', hello };
    return endContent(session, intake, transaction, intake.endLineCheck());
  }
  const fault = intake.lineFault === null ? null : lineEndFault(intake.lineFault);
  const refusal = intake.refusal ?? fault;
  if (refusal !== null) {
    await intake.discard();
    session.state = { kind: 'greeted', hello };
    return refusal;
  }
  session.state = { kind: 'chunks', hello, transaction, intake };
  return { code: 250, enhanced: '2.6.0', text: `CHUNK received OK, ${size} octets` };
}
