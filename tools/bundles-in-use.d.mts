export function bundlesInUse(folder: string): Set<string>;
