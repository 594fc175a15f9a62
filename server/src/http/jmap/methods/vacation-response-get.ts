import { capabilities, type Method } from '../core/method.ts';
import { vacationResponseOf, vacationState } from '../mail/vacation-response.ts';
import { getAnswer, readGet } from './get-answer.ts';

/** RFC 8621 §8.1. */
export const vacationResponseGet: Method = {
  name: 'VacationResponse/get',
  capability: capabilities.vacationResponse,
  run: async (args, context) => {
    const request = readGet(args, context);
    const response = vacationResponseOf(context.http.automation.replies.of(context.accountId));
    return getAnswer(request, context, vacationState(response), new Map([[response.id, { ...response }]]));
  },
};
