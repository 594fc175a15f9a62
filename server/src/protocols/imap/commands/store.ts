import { formatSequenceSet } from '@relais/imap-codec';
import { uidSetHas, uidSetOf } from '../../../domain/mail/uid-set.ts';
import { type Completion, completed, defineCommand } from '../command.ts';
import { AskedFlags } from '../asked-flags.ts';
import { toFlags } from '../flag-names.ts';
import { withinMessageLimit, withLimitCode } from '../message-limit.ts';
import { someAreGone } from '../replies.ts';
import { onlySelected } from '../session-state.ts';
import { knowsCondstore } from '../knows-condstore.ts';
import { refuseReadOnly } from './expunge.ts';

export const store = defineCommand({
  names: ['STORE'],
  rfc: 'RFC 3501 §6.4.6, RFC 7162 §3.1.3',
  allowedIn: onlySelected,
  revealsExpunges: 'when-uid',
  async run(session, request, { store: mail, folder }) {
    refuseReadOnly(folder);
    // To the client `*` was the last message that it knew: what came since is not what it means to change.
    const named = folder.positions(request.set, request.uid, folder.countAsked);
    const { ranges, code } = withinMessageLimit(session, folder, named);
    if (request.unchangedSince !== undefined) knowsCondstore(session);
    const uids = folder.uidsAt(ranges);
    if (uids.length === 0) return done();
    const flags = toFlags(request.flags);
    const { action, unchangedSince } = request;
    const result = await mail.storeFlags(folder.folderId, {
      uids,
      mode: action,
      flags,
      unchangedSince,
      // RFC 7162 §3.1.12: what others did to other flags is no reason to fail.
      ...(unchangedSince === undefined || action === 'replace'
        ? {}
        : { isUnchanged: (uid: number, modSeq: number) => folder.isUnchanged(uid, modSeq, flags, unchangedSince) }),
      // Pipelined STOREs share a commit and a sync; their replies leave together afterwards.
      ...(session.hasMoreToDo ? { ahead: (durable: Promise<void>) => session.unsettled.add(durable) } : {}),
    });
    folder.noteStored(result, request.silent ? new AskedFlags({ mode: action, flags }) : undefined);
    // A write that changed nothing has no number of its own: the one it gives may be another session's.
    if (result.columns.length > 0) folder.noteOwnWrite(result.modSeq);
    folder.noteExpunged(result.missing);
    const withModSeq = session.enabled.usesModSeq;
    const { writer } = session.output;
    folder.tellKeywords(writer);
    // RFC 7162 §3.1.3: even .SILENT tells the new mod-sequence of what it changed, and with UNCHANGEDSINCE of all that passed.
    const tellsAll = !request.silent || request.unchangedSince !== undefined;
    const told = tellsAll ? 'all' : withModSeq ? new Set(result.changed.map(({ uid }) => uid)) : null;
    for (const { from, to } of told === null ? [] : ranges) {
      for (let at = from; at <= to; at++) {
        const uid = folder.uidAt(at);
        if (folder.isGoneAt(at)) continue;
        if (uidSetHas(result.conflicted, uid)) {
          // RFC 7162 §3.1.3: so that the client need not ask why. What is not in the view yet is told with the rest.
          if (folder.modSeqAt(at) > (unchangedSince ?? 0)) folder.writeFlags(writer, at, withModSeq);
        } else if (told === 'all' || told?.has(uid)) folder.writeFlags(writer, at, withModSeq, !request.silent);
        if (writer.length > 32_768) await session.output.makeRoom();
      }
    }
    if (result.conflicted.length > 0)
      return withLimitCode(
        session,
        { status: 'OK', code: modified(), text: 'Conditional STORE failed for some messages.' },
        code,
      );
    return done();

    function done(): Completion {
      if (request.uid || !folder.hasGoneIn(ranges)) return withLimitCode(session, completed, code);
      // RFC 2180 §4.2: another session has expunged some. With .SILENT all is done that could be (§4.2.1); without it the
      // client hears of no flags of theirs.
      return request.silent ? withLimitCode(session, { status: 'OK', code: 'EXPUNGEISSUED' }, code) : someAreGone;
    }

    /** In the numbers in which the client asked: UIDs or sequence numbers. */
    function modified(): string {
      const conflicted = [];
      for (const { first, last } of result.conflicted) for (let uid = first; uid <= last; uid++) conflicted.push(uid);
      if (request.uid) return `MODIFIED ${formatSequenceSet(conflicted)}`;
      const numbers = uidSetOf(conflicted.map((uid) => folder.positionOf(uid) + 1).filter((number) => number > 0));
      return `MODIFIED ${numbers.map(({ first, last }) => (first === last ? first : `${first}:${last}`)).join(',')}`;
    }
  },
});
