import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../api/client';
import { alertQuery, openAlertsQuery, type StepGiven, takeStep } from './api';
import { withHeard } from './heard';

interface Taken {
  action: string;
  given: StepGiven;
}

/** Takes steps on one alert; every list shows the outcome at once. When somebody was first, the alert is read anew. */
export function useStep(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ action, given }: Taken) => takeStep(id, action, given),
    onSuccess: (alert) => {
      queries.setQueryData(alertQuery(id).queryKey, alert);
      queries.setQueryData(openAlertsQuery.queryKey, (old) => old && withHeard(old, alert));
      void queries.invalidateQueries({ queryKey: ['alerts', 'queue'] });
      void queries.invalidateQueries({ queryKey: ['situation'] });
    },
    onError: (error) => {
      if (error instanceof ApiProblem && error.status === 409) {
        void queries.invalidateQueries({ queryKey: alertQuery(id).queryKey });
      }
    },
  });
}
