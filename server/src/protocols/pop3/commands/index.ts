import type { Command } from '../command.ts';
import { auth } from './auth.ts';
import { capa } from './capa.ts';
import { dele } from './dele.ts';
import { lang } from './lang.ts';
import { list } from './list.ts';
import { noop } from './noop.ts';
import { pass } from './pass.ts';
import { quit } from './quit.ts';
import { retr } from './retr.ts';
import { rset } from './rset.ts';
import { stat } from './stat.ts';
import { stls } from './stls.ts';
import { top } from './top.ts';
import { uidl } from './uidl.ts';
import { user } from './user.ts';
import { utf8 } from './utf8.ts';

/** Every command that is carried out. APOP is not: it needs passwords in clear text on the server. */
export const commands: readonly Command[] = [
  capa,
  stls,
  user,
  pass,
  auth,
  utf8,
  lang,
  stat,
  list,
  uidl,
  retr,
  top,
  dele,
  rset,
  noop,
  quit,
];
