import type { Session } from './session.ts';

/** The client has shown that it knows CONDSTORE (RFC 7162 §3.1): the first time it is told how far its folder has come. */
export function knowsCondstore(session: Session): void {
  const { enabled, state } = session;
  if (enabled.has('CONDSTORE')) return;
  enabled.add('CONDSTORE');
  if (state.kind !== 'selected') return;
  enabled.adapt(state.folder);
  session.note('OK', `HIGHESTMODSEQ ${state.folder.highestModSeq}`, 'Highest mod-sequence');
}
