import type { TlsFault } from '../../domain/reports/tls-observation.ts';

/** Why a host could not be made ready to take mail. */
export class HostUnusable extends Error {
  readonly status: string;
  /** STARTTLS failed where it was not asked for: the same host may be tried without. */
  readonly inTls: boolean;
  /** It did not answer the connection, not even with a refusal. */
  readonly isSilent: boolean;
  /** What was wrong with TLS, for a report to its domain; `null`: it was something else. */
  readonly tlsFault: TlsFault | null;
  constructor(
    status: string,
    text: string,
    options: ErrorOptions & {
      readonly inTls?: boolean;
      readonly isSilent?: boolean;
      readonly tlsFault?: TlsFault;
    } = {},
  ) {
    super(text, options);
    this.name = 'HostUnusable';
    this.status = status;
    this.inTls = options.inTls ?? false;
    this.isSilent = options.isSilent ?? false;
    this.tlsFault = options.tlsFault ?? null;
  }
}
