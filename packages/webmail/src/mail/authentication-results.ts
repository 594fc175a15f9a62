export type AuthenticationMethod = 'spf' | 'dkim' | 'dmarc' | 'arc';

export interface AuthenticationResult {
  readonly method: AuthenticationMethod;
  /** RFC 8601 §2.7: pass, fail, softfail, neutral, none, temperror, permerror, … */
  readonly result: string;
  /** Whose it is: `example.com`; `null` when it is not said. */
  readonly domain: string | null;
}

/** What the server found out about the sender (RFC 8601), by the field that it wrote itself; `null`: there is none. */
export function authenticationResults(field: string | null): readonly AuthenticationResult[] {
  if (field === null) return [];
  return withoutComments(field)
    .split(';')
    .slice(1)
    .flatMap((part) => {
      const match = /^\s*(spf|dkim|dmarc|arc)\s*=\s*([a-z]+)/i.exec(part);
      if (match?.[1] === undefined || match[2] === undefined) return [];
      const domain = /(?:header\.(?:d|from|i)|smtp\.(?:mailfrom|helo))\s*=\s*"?(?:[^\s@;"]*@)?([^\s;"]+)/i.exec(
        part,
      )?.[1];
      return [
        {
          method: match[1].toLowerCase() as AuthenticationMethod,
          result: match[2].toLowerCase(),
          domain: domain ?? null,
        },
      ];
    });
}

/** Whether the sender in From is who it says: by DMARC, else by a signature or SPF that passed. `null`: nothing is known. */
export function senderVerdict(results: readonly AuthenticationResult[]): 'verified' | 'unverified' | 'forged' | null {
  if (results.length === 0) return null;
  const resultOf = (method: AuthenticationMethod) =>
    results.filter((one) => one.method === method).map(({ result }) => result);
  const dmarc = resultOf('dmarc');
  if (dmarc.includes('pass')) return 'verified';
  if (dmarc.includes('fail')) return 'forged';
  return resultOf('dkim').includes('pass') || resultOf('spf').includes('pass') ? 'verified' : 'unverified';
}

function withoutComments(text: string): string {
  let plain = text;
  for (let before = ''; before !== plain; ) {
    before = plain;
    plain = plain.replace(/\([^()]*\)/g, ' ');
  }
  return plain;
}
