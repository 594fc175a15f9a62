import { isUtf8 } from 'node:buffer';
import type { ParsedCommand, Request, Verb } from './request.ts';

/** How a verb's arguments are read; null when they are not what the RFC asks for. */
interface Grammar {
  readonly usage: string;
  read(argument: string): Request | null;
}

const grammars: { readonly [V in Verb]: Grammar } = {
  // RFC 5034 §4; without an argument it lists the mechanisms, as clients from before CAPA ask (RFC 1734).
  AUTH: { usage: 'AUTH [mechanism [initial-response]]', read: readAuth },
  CAPA: bare('CAPA'),
  DELE: { usage: 'DELE msg', read: (argument) => withNumber(argument, (number) => ({ verb: 'DELE', number })) },
  LANG: { usage: 'LANG [language]', read: readLang },
  LIST: {
    usage: 'LIST [msg]',
    read: (argument) =>
      argument === '' ? { verb: 'LIST', number: null } : withNumber(argument, (number) => ({ verb: 'LIST', number })),
  },
  NOOP: bare('NOOP'),
  // RFC 1939 §7: all that follows the space is the password, spaces included.
  PASS: { usage: 'PASS string', read: (argument) => (argument === '' ? null : { verb: 'PASS', password: argument }) },
  QUIT: bare('QUIT'),
  RETR: { usage: 'RETR msg', read: (argument) => withNumber(argument, (number) => ({ verb: 'RETR', number })) },
  RSET: bare('RSET'),
  STAT: bare('STAT'),
  STLS: bare('STLS'),
  TOP: { usage: 'TOP msg n', read: readTop },
  UIDL: {
    usage: 'UIDL [msg]',
    read: (argument) =>
      argument === '' ? { verb: 'UIDL', number: null } : withNumber(argument, (number) => ({ verb: 'UIDL', number })),
  },
  USER: {
    usage: 'USER name',
    read: (argument) => (argument.trim() === '' ? null : { verb: 'USER', name: argument.trim() }),
  },
  UTF8: bare('UTF8'),
};

/** A command line without its terminator as a request (RFC 1939 §3: keywords in any case). */
export function parseCommand(line: Buffer): ParsedCommand {
  const text = textOf(line);
  if (text === null) return { kind: 'bad-characters' };
  const space = text.indexOf(' ');
  const word = space < 0 ? text : text.slice(0, space);
  const verb = word.toUpperCase();
  if (!isVerb(verb)) return { kind: 'unknown-command', verb: printable(word) };
  const grammar = grammars[verb];
  const argument = space < 0 ? '' : text.slice(space + 1);
  const request = grammar.read(verb === 'PASS' ? argument : argument.trim());
  return request ? { kind: 'request', request } : { kind: 'bad-arguments', verb, usage: grammar.usage };
}

/** Null: it has control characters, or is no UTF-8. */
function textOf(line: Buffer): string | null {
  let all = 0;
  for (const byte of line) {
    if (byte < 0x20 || byte === 0x7f) return null;
    all |= byte;
  }
  if (all < 0x80) return line.toString('latin1');
  return isUtf8(line) ? line.toString('utf8') : null;
}

function isVerb(word: string): word is Verb {
  return Object.hasOwn(grammars, word);
}

function bare(verb: 'CAPA' | 'NOOP' | 'QUIT' | 'RSET' | 'STAT' | 'STLS' | 'UTF8'): Grammar {
  return { usage: verb, read: (argument) => (argument === '' ? { verb } : null) };
}

function withNumber(argument: string, make: (number: number) => Request): Request | null {
  // RFC 1939 §3: message numbers are decimal and begin with 1.
  return /^0*[1-9][0-9]{0,9}$/.test(argument) ? make(Number(argument)) : null;
}

function readTop(argument: string): Request | null {
  const match = /^0*([1-9][0-9]{0,9}) +([0-9]{1,10})$/.exec(argument);
  return match ? { verb: 'TOP', number: Number(match[1]), lines: Number(match[2]) } : null;
}

function readAuth(argument: string): Request | null {
  if (argument === '') return { verb: 'AUTH', mechanism: null, initialResponse: null };
  // RFC 4422 §3.1: a mechanism's name; RFC 5034 §4: "=" is an empty initial response.
  const match = /^([A-Za-z0-9_-]{1,20})(?: +(=|[A-Za-z0-9+/]+={0,2}))?$/.exec(argument);
  if (!match) return null;
  const [, mechanism = '', response] = match;
  return {
    verb: 'AUTH',
    mechanism: mechanism.toUpperCase(),
    initialResponse: response === '=' ? '' : (response ?? null),
  };
}

function readLang(argument: string): Request | null {
  if (argument === '') return { verb: 'LANG', language: null };
  return /^(?:\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,8})$/.test(argument)
    ? { verb: 'LANG', language: argument }
    : null;
}

function printable(word: string): string {
  return word.slice(0, 32).replace(/[^\x21-\x7e]/g, '?');
}
