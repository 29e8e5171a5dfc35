import { queryOptions } from '@tanstack/react-query';
import { ApiProblem, ask, client, type Schemas } from '../../api/client';
import { playClock } from '../../parts/clock';

export type Tour = Schemas['Tour'];

const EVERY_MS = 2_000;

/** How the tour stands; null where nobody plays one. The page's clock follows it. */
export const tourQuery = queryOptions({
  queryKey: ['tour'],
  queryFn: async ({ signal }): Promise<Tour | null> => {
    try {
      return heard(await ask(client.GET('/api/demo/tour', { signal })));
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 404) return null;
      throw problem;
    }
  },
  refetchInterval: ({ state }) => (state.data === null ? false : EVERY_MS),
  staleTime: EVERY_MS,
});

export const wishTour = async (wish: Schemas['Wish']): Promise<Tour> =>
  heard(await ask(client.POST('/api/demo/tour', { body: wish })));

function heard(tour: Tour): Tour {
  playClock(Date.parse(tour.now), tour.is_paused || tour.is_pausing ? 0 : tour.speed);
  return tour;
}
