import type { MarkedAlert } from '../../map/features';
import type { AlertLine } from '../alerts/api';
import { isWaiting, severityOf } from '../alerts/order';

/** What the map needs to know of an alert. */
export function markedAlert(alert: AlertLine): MarkedAlert {
  return {
    id: alert.id,
    severity: severityOf(alert.severity),
    lon: alert.lon,
    lat: alert.lat,
    floor: alert.floor ?? 0,
    areaId: alert.area?.id ?? 0,
    taken: !isWaiting(alert),
  };
}
