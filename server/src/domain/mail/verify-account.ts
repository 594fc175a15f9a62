import type { AccountContext } from './account-context.ts';
export async function* verifyAccount(_context: AccountContext): AsyncGenerator<string> {}
