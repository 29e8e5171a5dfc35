import { Checkbox } from 'antd';
import { SeverityMark } from '../../parts/SeverityMark';
import { severityOrder } from '../../theme/tokens';

interface Props {
  /** Severities separated by commas; undefined is all of them. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

export function SeverityFilter({ value, onChange }: Props) {
  return (
    <Checkbox.Group
      value={value?.split(',') ?? []}
      onChange={(chosen) =>
        onChange(chosen.length ? severityOrder.filter((s) => chosen.includes(s)).join(',') : undefined)
      }
      options={severityOrder.map((severity) => ({ value: severity, label: <SeverityMark severity={severity} /> }))}
    />
  );
}
