import { readParameters, requireValue, unknownParameter } from '../esmtp-parameters.ts';
import { readReversePath } from '../path.ts';
import type { MailRequest } from '../request.ts';
import { badArguments, SmtpSyntaxError } from '../syntax-error.ts';
import { decodeXtext } from '../xtext.ts';
import type { CommandGrammar } from './command-grammar.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** RFC 5321 §4.1.1.2, with the parameters of RFC 1870, 2852, 3030, 3461, 4865, 4954, 6152, 6531, 6710 and 8689. */
export const mail: CommandGrammar<MailRequest> = {
  verb: 'MAIL',
  read(argument, { addresses }) {
    const keyword = /^from[ \t]*:/i.exec(argument)?.[0];
    if (keyword === undefined) throw badArguments('Invalid arguments: write MAIL FROM:<user@example.org>');
    const { path, rest } = readReversePath(argument.slice(keyword.length), addresses);
    const request: Mutable<MailRequest> = {
      verb: 'MAIL',
      from: path,
      size: null,
      body: null,
      smtpUtf8: false,
      auth: null,
      ret: null,
      envelopeId: null,
      requireTls: false,
      hold: null,
      deliverBy: null,
      priority: null,
    };
    for (const [name, value] of readParameters(rest)) apply(request, name, value);
    // RFC 6531 §3.4: an address beyond US-ASCII needs the parameter.
    if (!request.smtpUtf8 && path !== null && /[^ -~]/.test(path.text)) {
      throw new SmtpSyntaxError(
        553,
        '5.6.7',
        'An address with characters beyond US-ASCII needs the parameter SMTPUTF8',
      );
    }
    return request;
  },
};

function apply(request: Mutable<MailRequest>, name: string, value: string | null): void {
  switch (name) {
    case 'SIZE':
      if (!/^\d{1,20}$/.test(requireValue(name, value)))
        throw badArguments(`Invalid arguments: SIZE=${value?.slice(0, 40)} is no number of octets`);
      request.size = Number(value);
      return;
    case 'BODY': {
      const body = requireValue(name, value).toUpperCase();
      if (body !== '7BIT' && body !== '8BITMIME' && body !== 'BINARYMIME')
        throw badArguments('Invalid arguments: BODY is 7BIT, 8BITMIME or BINARYMIME');
      request.body = body;
      return;
    }
    case 'SMTPUTF8':
      if (value !== null) throw badArguments('Invalid arguments: SMTPUTF8 takes no value');
      request.smtpUtf8 = true;
      return;
    case 'AUTH': {
      const mailbox = decodeXtext(requireValue(name, value));
      if (mailbox === null) throw badArguments('Invalid arguments: AUTH is an address in xtext or <>');
      request.auth = mailbox;
      return;
    }
    case 'RET': {
      const ret = requireValue(name, value).toUpperCase();
      if (ret !== 'FULL' && ret !== 'HDRS') throw badArguments('Invalid arguments: RET is FULL or HDRS');
      request.ret = ret;
      return;
    }
    case 'ENVID': {
      const id = decodeXtext(requireValue(name, value));
      // RFC 3461 §4.4: printable characters, at most 100.
      if (id === null || !/^[ -~]*$/.test(id) || (value ?? '').length > 100)
        throw badArguments('Invalid arguments: ENVID is at most 100 characters of xtext');
      request.envelopeId = id;
      return;
    }
    case 'REQUIRETLS':
      if (value !== null) throw badArguments('Invalid arguments: REQUIRETLS takes no value');
      request.requireTls = true;
      return;
    case 'HOLDFOR':
    case 'HOLDUNTIL':
      // RFC 4865 §4.1: one of them, once.
      if (request.hold !== null) throw badArguments('Invalid arguments: HOLDFOR and HOLDUNTIL exclude each other');
      request.hold = readHold(name, requireValue(name, value));
      return;
    case 'BY': {
      const [, seconds, mode, trace] = /^([+-]?\d{1,9});([RN])(T)?$/i.exec(requireValue(name, value)) ?? [];
      const by = { seconds: Number(seconds), mode: mode?.toUpperCase() as 'R' | 'N', trace: trace !== undefined };
      // RFC 2852 §4: a message that is returned at once need not be sent.
      if (seconds === undefined || (by.mode === 'R' && by.seconds <= 0))
        throw badArguments('Invalid arguments: BY is seconds;R or seconds;N, and with R more than 0');
      request.deliverBy = by;
      return;
    }
    case 'MT-PRIORITY': {
      const priority = requireValue(name, value);
      if (!/^(?:0|-?[1-9])$/.test(priority)) throw badArguments('Invalid arguments: MT-PRIORITY is -9 to 9');
      request.priority = Number(priority);
      return;
    }
    default:
      throw unknownParameter(name);
  }
}

function readHold(name: 'HOLDFOR' | 'HOLDUNTIL', value: string): MailRequest['hold'] {
  if (name === 'HOLDFOR') {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw badArguments('Invalid arguments: HOLDFOR is a number of seconds');
    return { seconds: Number(value) };
  }
  // RFC 3339 §5.6, in UTC as RFC 4865 asks, or with an offset. There is no 30 February, which `Date` takes for one of March.
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.exec(value) ?? [];
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  const until = isDay ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(until)) throw badArguments('Invalid arguments: HOLDUNTIL is a time such as 2027-01-31T09:00:00Z');
  return { until };
}
