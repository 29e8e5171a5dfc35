import type { Map as GlMap } from 'maplibre-gl';

type State = Record<string, unknown>;

/** What changes on features that stay where they are: kept as feature states, so that nothing is cut into tiles anew. */
export class Marks {
  private readonly known = new Map<string, Map<number, State>>();

  constructor(private readonly map: GlMap) {}

  /** The states of one sort in a source, all of them: who is no longer named loses it. */
  set(source: string, sort: string, states: ReadonlyMap<number, unknown>): void {
    const name = `${source}/${sort}`;
    const before = this.known.get(name) ?? new Map<number, State>();
    const after = new Map<number, State>();
    for (const [id, value] of states) {
      if (before.get(id)?.[sort] !== value) this.map.setFeatureState({ source, id }, { [sort]: value });
      after.set(id, { [sort]: value });
    }
    for (const id of before.keys()) if (!after.has(id)) this.map.removeFeatureState({ source, id }, sort);
    this.known.set(name, after);
  }
}
