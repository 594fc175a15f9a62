/** Which recipients an assignment lets somebody change: those of a relative scope, or those of a management scope by its name. */
export type WriteScope = RelativeWriteScope | { readonly custom: string };

export const relativeWriteScopes = ['Organization', 'MyGAL', 'Self', 'MyDistributionGroups'] as const;
export type RelativeWriteScope = (typeof relativeWriteScopes)[number];

/** Absent, as earlier versions kept it: the whole organisation. */
export function writeScopeOf({ writeScope = 'Organization' }: { readonly writeScope?: WriteScope }): WriteScope {
  return writeScope;
}

export function isSameWriteScope(one: WriteScope, other: WriteScope): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.custom.toLowerCase() === other.custom.toLowerCase();
}
