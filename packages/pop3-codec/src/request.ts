/** A command as the client sent it, arguments checked for form only. */
export type Request =
  | { readonly verb: 'AUTH'; readonly mechanism: string | null; readonly initialResponse: string | null }
  | { readonly verb: 'CAPA' }
  | { readonly verb: 'DELE'; readonly number: number }
  /** `language` null asks for the list. */
  | { readonly verb: 'LANG'; readonly language: string | null }
  | { readonly verb: 'LIST'; readonly number: number | null }
  | { readonly verb: 'NOOP' }
  | { readonly verb: 'PASS'; readonly password: string }
  | { readonly verb: 'QUIT' }
  | { readonly verb: 'RETR'; readonly number: number }
  | { readonly verb: 'RSET' }
  | { readonly verb: 'STAT' }
  | { readonly verb: 'STLS' }
  | { readonly verb: 'TOP'; readonly number: number; readonly lines: number }
  | { readonly verb: 'UIDL'; readonly number: number | null }
  | { readonly verb: 'USER'; readonly name: string }
  | { readonly verb: 'UTF8' };

export type Verb = Request['verb'];

export type ParsedCommand =
  | { readonly kind: 'request'; readonly request: Request }
  /** A known verb with arguments that are none; `usage` shows the right form. */
  | { readonly kind: 'bad-arguments'; readonly verb: Verb; readonly usage: string }
  /** `verb` is what was sent, made printable. */
  | { readonly kind: 'unknown-command'; readonly verb: string }
  /** A control character or broken UTF-8. */
  | { readonly kind: 'bad-characters' };
