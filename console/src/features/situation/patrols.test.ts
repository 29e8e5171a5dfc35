import { describe, expect, it } from 'vitest';
import type { Bounds } from '../../map/MapCanvas';
import { hearPatrols, onPatrols, type PatrolNews, patrolPoints } from './patrols';

const WORLD: Bounds = [-180, -90, 180, 90];
const places = (within = WORLD) =>
  patrolPoints(within).features.map(({ id, geometry }) => [id, geometry.type === 'Point' && geometry.coordinates]);

describe('what the stream says of patrols', () => {
  it('is first all of them, then what came, moved and went', () => {
    let heard = 0;
    const stop = onPatrols(() => {
      heard += 1;
    });
    hearPatrols({
      whole: [
        [1, 119.5, 35.4, 'car', '派出所', 'Police'],
        [2, 119.6, 35.4, 'boat', '救援队', 'Rescue'],
      ],
    });
    hearPatrols({ came: [[3, 119.7, 35.4, 'foot', '巡逻队', 'Patrol']], moved: [[1, 119.51, 35.41]], gone: [2] });
    expect(places()).toEqual([
      [1, [119.51, 35.41]],
      [3, [119.7, 35.4]],
    ]);
    expect(places([119.6, 35, 120, 36])).toEqual([[3, [119.7, 35.4]]]);
    expect(patrolPoints(WORLD).features[0]?.properties).toEqual({
      id: 1,
      kind: 'car',
      unit_zh: '派出所',
      unit_en: 'Police',
    });
    stop();
    hearPatrols({ whole: [] });
    expect(heard).toBe(2);
  });

  it('forgets all when it is told anew, and knows nobody who only moved', () => {
    hearPatrols({ whole: [[1, 119.5, 35.4, 'car', '', '']] });
    hearPatrols({ whole: [] });
    hearPatrols({ moved: [[1, 1, 1]] } satisfies PatrolNews);
    expect(places()).toEqual([]);
  });
});
