import { isIP } from 'node:net';
import { type FilteredMail, FilterUnavailable, type FilterVerdict } from './content-filter.ts';
import type { FilteredBody } from './filtered-body.ts';
import type { FilteredHeader } from './filtered-header.ts';
import {
  milterActions,
  type MilterPacket,
  milterSteps,
  milterVersion,
  mostBodyBytes,
  numbers,
  packet,
  texts,
  textsOf,
} from './milter-packets.ts';
import type { MilterSocket } from './milter-socket.ts';

// Filters ask for all that they know how to do, rspamd for other recipients and senders too, whatever they are set up to do:
// so all is offered, and what is not done here is refused when it is asked for.
const offeredActions = Object.values(milterActions).reduce((all, one) => all | one, 0);
const offeredSteps = Object.values(milterSteps).reduce((all, one) => all | one, 0);
const accepted: FilterVerdict = { kind: 'accept' };

/** What filters may change. */
export interface FilteredParts {
  readonly header: FilteredHeader;
  readonly body: FilteredBody;
}

/**
 * One message told to one filter, step by step as it would have come in, which is when a filter expects it; what the filter
 * changes is done in `header` and `body`. A filter that wants other recipients or another sender is unavailable: who gets a
 * message is for transport rules to say.
 */
export class MilterConversation {
  private readonly socket: MilterSocket;
  private readonly mail: FilteredMail;
  private readonly header: FilteredHeader;
  private readonly body: FilteredBody;
  private steps = 0;

  constructor(socket: MilterSocket, mail: FilteredMail, { header, body }: FilteredParts) {
    this.socket = socket;
    this.mail = mail;
    this.header = header;
    this.body = body;
  }

  /** @throws FilterUnavailable, MilterSyntaxError */
  async run(): Promise<FilterVerdict> {
    await this.negotiate();
    return (await this.envelope()) ?? (await this.message()) ?? (await this.end());
  }

  private async negotiate(): Promise<void> {
    await this.socket.send(packet('O', numbers(milterVersion, offeredActions, offeredSteps)));
    const { command, data } = await this.socket.receive();
    if (command !== 'O' || data.length < 12) throw new FilterUnavailable('it does not speak the milter protocol');
    const [version, actions, steps] = [data.readUInt32BE(0), data.readUInt32BE(4), data.readUInt32BE(8)];
    if (version < 2 || version > milterVersion)
      throw new FilterUnavailable(`it speaks version ${version} of the milter protocol`);
    if ((actions & ~offeredActions) !== 0) throw new FilterUnavailable('it wants to do what was not offered');
    if ((steps & ~offeredSteps) !== 0)
      throw new FilterUnavailable(`it wants steps that were not offered (0x${steps.toString(16)})`);
    this.steps = steps;
  }

  private async envelope(): Promise<FilterVerdict | null> {
    const { mail } = this;
    const { noConnect, silentConnect, noHelo, silentHelo, noMail, silentMail } = milterSteps;
    const { noRecipients, silentRecipient, noData, silentData } = milterSteps;
    await this.macros('C', ['j', mail.server], ['{daemon_name}', 'Relais'], ['v', 'Relais']);
    const said =
      (await this.step(packet('C', client(mail)), noConnect, silentConnect)) ??
      (await this.step(packet('H', texts(mail.clientHostname ?? 'localhost')), noHelo, silentHelo));
    if (said !== null) return said;
    const signedIn =
      mail.user === null ? [] : [['{auth_type}', 'PLAIN'] as const, ['{auth_authen}', mail.user] as const];
    await this.macros('M', ['i', String(mail.number)], ['{mail_addr}', mail.sender], ...signedIn);
    const from = texts(`<${mail.sender}>`, `SIZE=${mail.sizeBytes}`);
    const refused = await this.step(packet('M', utf8(from)), noMail, silentMail);
    if (refused !== null) return refused;
    for (const recipient of mail.recipients) {
      await this.macros('R', ['{rcpt_addr}', recipient]);
      const verdict = await this.step(packet('R', utf8(texts(`<${recipient}>`))), noRecipients, silentRecipient);
      if (verdict !== null) return verdict;
    }
    return this.step(packet('T'), noData, silentData);
  }

  private async message(): Promise<FilterVerdict | null> {
    const { noFields, silentField, noEndOfHeader, silentEndOfHeader, noBody, silentBody, maySkip } = milterSteps;
    for (const { name, value } of this.header.entries()) {
      const verdict = await this.step(packet('L', texts(name, value)), noFields, silentField);
      if (verdict !== null) return verdict;
    }
    const verdict = await this.step(packet('N'), noEndOfHeader, silentEndOfHeader);
    if (verdict !== null || (this.steps & noBody) !== 0) return verdict;
    for await (const chunk of this.body.read())
      for (let at = 0; at < chunk.length; at += mostBodyBytes) {
        const piece = packet('B', chunk.subarray(at, at + mostBodyBytes));
        await this.socket.send(piece);
        if ((this.steps & silentBody) !== 0) continue;
        const answer = await this.answer();
        // SMFIR_SKIP: it has seen enough of the body.
        if (answer.command === 's' && (this.steps & maySkip) !== 0) return null;
        const judged = this.judged(answer);
        if (judged !== null) return judged;
      }
    return null;
  }

  private async end(): Promise<FilterVerdict> {
    await this.macros('E', ['i', String(this.mail.number)]);
    await this.socket.send(packet('E'));
    let quarantined: string | null = null;
    for (;;) {
      const answer = await this.answer();
      const { command, data } = answer;
      if (command === 'h') {
        const [name = '', value = ''] = textsOf(data, 1);
        this.header.add(name, value);
      } else if (command === 'i' || command === 'm') {
        const place = data.length < 4 ? 0 : data.readUInt32BE(0);
        const [name = '', value = ''] = textsOf(data.subarray(4), 1);
        if (command === 'i') this.header.add(name, value, place);
        else this.header.change(name, place, value);
      } else if (command === 'q') {
        quarantined = readable(data.toString('utf8')) || 'no reason given';
      } else if (command === 'b') {
        await this.body.replace(data);
      } else if ('+-2e'.includes(command)) {
        throw new FilterUnavailable('it wants other recipients or another sender; set it up not to');
      } else {
        const verdict = this.judged(answer) ?? accepted;
        return verdict.kind === 'accept' && quarantined !== null
          ? { kind: 'quarantine', reason: quarantined }
          : verdict;
      }
    }
  }

  /** `null`: the filter wants to see more. */
  private async step(sent: Buffer, unwanted: number, silent: number): Promise<FilterVerdict | null> {
    if ((this.steps & unwanted) !== 0) return null;
    await this.socket.send(sent);
    return (this.steps & silent) !== 0 ? null : this.judged(await this.answer());
  }

  private async macros(step: string, ...given: readonly (readonly [string, string])[]): Promise<void> {
    await this.socket.send(packet('D', step, utf8(texts(...given.flat()))));
  }

  /** SMFIR_PROGRESS says only that it is still at work. */
  private async answer(): Promise<MilterPacket> {
    for (;;) {
      const answer = await this.socket.receive();
      if (answer.command !== 'p') return answer;
    }
  }

  private judged({ command, data }: MilterPacket): FilterVerdict | null {
    switch (command) {
      case 'c':
        return null;
      case 'a':
        return accepted;
      case 'd':
        return { kind: 'discard' };
      case 'r':
        return { kind: 'reject', status: '5.7.1', text: 'Message rejected by Content Filtering' };
      case 't':
        return { kind: 'defer', status: '4.7.1', text: 'The content filter asks you to try again later' };
      case 'y':
        return repliedWith(data.toString('utf8'));
      // SMFIR_CONN_FAIL and SMFIR_SHUTDOWN: the filter cannot.
      case 'f':
      case '4':
        throw new FilterUnavailable('it says that it cannot judge now');
      default:
        throw new FilterUnavailable(`it answers with ${JSON.stringify(command)}, which was not offered`);
    }
  }
}

/** SMFIC_CONNECT: host, family, port, address. */
function client({ clientAddress }: FilteredMail): Buffer {
  const family = clientAddress === null ? 0 : isIP(clientAddress);
  if (family === 0 || clientAddress === null) return Buffer.from('localhost\0U', 'latin1');
  const port = Buffer.alloc(2);
  // libmilter takes an address of IPv6 with this word before it only.
  const address = family === 6 ? `IPv6:${clientAddress}` : clientAddress;
  return Buffer.concat([
    Buffer.from(`[${clientAddress}]\0${family}`, 'latin1'),
    port,
    Buffer.from(`${address}\0`, 'latin1'),
  ]);
}

/** SMFIR_REPLYCODE: `550 5.7.1 text`, of several lines perhaps. */
function repliedWith(reply: string): FilterVerdict {
  const lines = reply.replace(/\0.*$/s, '').split(/\r?\n/);
  const first = /^([45])\d\d[ -]?(?:([45]\.\d{1,3}\.\d{1,3})(?:[ -]|$))?/.exec(lines[0] ?? '');
  if (first === null) throw new FilterUnavailable('it replies with what is no refusal of SMTP');
  const [, digit, given] = first;
  const isLasting = digit === '5';
  const status = given?.startsWith(digit ?? '') === true ? given : isLasting ? '5.7.1' : '4.7.1';
  const text = lines
    .map((line) => line.replace(/^[45]\d\d[ -]?(?:[45]\.\d{1,3}\.\d{1,3}[ -]?)?/, ''))
    .map(readable)
    .filter((line) => line !== '')
    .join(' ')
    .replaceAll('%%', '%')
    .slice(0, 400);
  return {
    kind: isLasting ? 'reject' : 'defer',
    status,
    text: text || (isLasting ? 'Message rejected by Content Filtering' : 'Try again later'),
  };
}

/** One line without control characters, for a reply and the log. */
function readable(text: string): string {
  return text
    .replace(/\0.*$/s, '')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 400);
}

/** Addresses may be internationalised (RFC 6531); packets are bytes. */
function utf8(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}
