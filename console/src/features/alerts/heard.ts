import type { AlertLine, AlertList } from './api';
import { withAlert } from './order';

/** Keeps what the stream tells while a list is read, for the list was true at its beginning only. */
export class News {
  readonly lines: AlertLine[] = [];
  private begins = begins;

  constructor() {
    listening.add(this);
  }

  /** Whether the stream began since this was made or last asked: what it tells starts there. */
  streamBegan(): boolean {
    const did = begins !== this.begins;
    this.begins = begins;
    return did;
  }

  stop(): void {
    listening.delete(this);
  }
}

let begins = 0;
const listening = new Set<News>();

export function streamBegins(): void {
  begins += 1;
}

/** The stream told of an alert. */
export function tellAlert(alert: AlertLine): void {
  for (const { lines } of listening) lines.push(alert);
}

/** The list after one alert was told of, unless the list already knows something newer of it. */
export function withHeard(list: AlertList, alert: AlertLine): AlertList {
  const known = list.items.find(({ id }) => id === alert.id);
  if (known && known.change >= alert.change) return list;
  const items = withAlert(list.items, alert);
  return { items, total: list.total + items.length - list.items.length };
}
