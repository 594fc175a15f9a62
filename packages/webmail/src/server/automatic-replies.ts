import { useQuery } from '@tanstack/react-query';
import { requestJson } from '@relais/browser-frame/server/request.ts';

/** The answers of `server/src/http/user-api/automatic-replies.ts`. */
export interface AutomaticReplies {
  readonly state: 'Disabled' | 'Enabled' | 'Scheduled';
  /** ISO 8601; they count when `state` is 'Scheduled'. */
  readonly startTime: string | null;
  readonly endTime: string | null;
  /** HTML or plain text. */
  readonly internalMessage: string;
  readonly externalMessage: string;
  readonly externalAudience: 'None' | 'Known' | 'All';
}

export function useAutomaticReplies() {
  return useQuery({
    queryKey: ['automatic-replies'],
    // What is edited is what the server keeps now; it is not fetched again under the hands of who edits it.
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: () => requestJson<AutomaticReplies>('/api/automatic-replies'),
  });
}

/** @throws RequestError in words, such as an end before the start. */
export function changeAutomaticReplies(reply: AutomaticReplies): Promise<AutomaticReplies> {
  return requestJson<AutomaticReplies>('/api/automatic-replies', reply);
}
