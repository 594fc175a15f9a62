/** Whether a list of domains (`contoso.com`, `*.contoso.com` for those under it) names this one. */
export function namesDomain(list: readonly string[], domain: string): boolean {
  const wanted = domain.toLowerCase();
  return list.some((entry) => {
    const named = entry.toLowerCase();
    return named.startsWith('*.') ? wanted.endsWith(named.slice(1)) : wanted === named;
  });
}
