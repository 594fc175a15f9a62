import { useQuery } from '@tanstack/react-query';
import { requestJson } from '@relais/browser-frame/server/request.ts';

/** Conditions, exceptions or actions by name; the kinds of values are in `options/rule-parts.ts`. */
export type RuleParts = Readonly<Record<string, unknown>>;

/** As `server/src/http/user-api/inbox-rules.ts` answers it. */
export interface InboxRule {
  readonly guid: string;
  readonly name: string;
  /** From 1. */
  readonly priority: number;
  readonly enabled: boolean;
  readonly conditions: RuleParts;
  readonly exceptions: RuleParts;
  readonly actions: RuleParts;
  readonly stopProcessingRules: boolean;
}

export type RuleDraft = Pick<InboxRule, 'name' | 'conditions' | 'exceptions' | 'actions' | 'stopProcessingRules'>;

export function useInboxRules() {
  return useQuery({
    queryKey: ['inbox-rules'],
    queryFn: async () => (await requestJson<{ value: readonly InboxRule[] }>('/api/inbox-rules')).value,
  });
}

/** Makes a rule, or changes the one with this id. @throws RequestError */
export function saveRule(guid: string | null, change: Partial<InboxRule>): Promise<InboxRule> {
  return requestJson<InboxRule>(guid === null ? '/api/inbox-rules' : `/api/inbox-rules/${guid}`, change);
}

export function removeRule(guid: string): Promise<void> {
  return requestJson<void>(`/api/inbox-rules/${guid}`, undefined, { method: 'DELETE' });
}
