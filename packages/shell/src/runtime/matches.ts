import type { MatchListener } from './binary-operators.ts';
import { Hashtable } from './hashtable.ts';
import type { Scope } from './scope.ts';

/** `$Matches` after `-match`, and within the clauses of `switch -regex`. */
export function keepMatches(scope: Scope): MatchListener {
  return (groups) => {
    const matches = new Hashtable();
    for (const [key, text] of groups) matches.set(key, text);
    scope.set('Matches', matches);
  };
}
