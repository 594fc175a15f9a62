import { auth } from './auth.ts';
import { data, quit, rset, starttls } from './bare-commands.ts';
import { bdat } from './bdat.ts';
import type { CommandGrammar } from './command-grammar.ts';
import { ehlo, helo, lhlo } from './hello.ts';
import { mail } from './mail.ts';
import { rcpt } from './rcpt.ts';
import { xclient } from './xclient.ts';
import { expn, help, noop, vrfy } from './text-commands.ts';

/** Every command that can be read. */
export const grammars: readonly CommandGrammar[] = [
  ehlo,
  helo,
  lhlo,
  mail,
  rcpt,
  data,
  bdat,
  rset,
  noop,
  quit,
  vrfy,
  expn,
  help,
  starttls,
  auth,
  xclient,
];
