import { Link } from '@tanstack/react-router';
import { Facts, PanelHead, PanelSection, SidePanel } from '../../parts/SidePanel';
import { When } from '../../parts/When';
import { useLanguage } from '../../words';
import { upkeepWords } from '../../words/upkeep';
import type { Trouble } from './api';

/** One broken device: since when, what lies behind it, and which places and models it blinds. */
export function UpkeepPanel({ trouble, onClose }: { trouble: Trouble; onClose: () => void }) {
  const { pick, language } = useLanguage();
  const says = upkeepWords[language];
  const { device, zones, zone_count, models, alert } = trouble;
  return (
    <SidePanel
      label={says.panel}
      onClose={onClose}
      actions={
        alert !== null && (
          <Link to="/alerts/$id" params={{ id: String(alert) }}>
            {says.toAlert}
          </Link>
        )
      }
    >
      <PanelHead
        kicker={pick(trouble.area.name)}
        title={`${device ? pick(device.name) : zones[0] ? pick(zones[0].name) : ''}${says.colon}${pick(trouble.what)}`}
      >
        <p className="quiet">{zone_count ? says.blindsSentence(zone_count, models.length) : says.blindsNothing}</p>
      </PanelHead>
      <PanelSection>
        <Facts
          rows={[
            [says.since, <When key="since" at={trouble.since} />],
            [says.behind, trouble.behind || ''],
            [says.work, trouble.with_whom?.name ?? says.nobody],
          ]}
        />
      </PanelSection>
      {models.length > 0 && (
        <PanelSection title={says.models}>
          <p>{models.map(pick).join(says.comma)}</p>
          <p className="quiet">{says.modelsHint}</p>
        </PanelSection>
      )}
      {zones.length > 0 && (
        <PanelSection title={says.zones}>
          <ul>
            {zones.map(({ id, name }) => (
              <li key={id}>{pick(name)}</li>
            ))}
          </ul>
          {zone_count > zones.length && <p className="quiet">{says.more(zone_count - zones.length)}</p>}
        </PanelSection>
      )}
      {device && (
        <PanelSection>
          <Link to="/devices" search={{ device: device.id, state: 'all' }}>
            {says.toDevice}
          </Link>
        </PanelSection>
      )}
    </SidePanel>
  );
}
