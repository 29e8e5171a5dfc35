import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { areasQuery } from '../features/devices/api';
import { useLanguage } from '../words';

interface Props {
  /** Given by the form it stands in. */
  id?: string;
  value?: number;
  onChange?: (value: number) => void;
}

/** One of the areas within reach, in the order of their tree. */
export function AreaSelect({ id, value, onChange }: Props) {
  const { pick } = useLanguage();
  const areas = useQuery(areasQuery);
  return (
    <Select
      id={id}
      // Before the names are there its number would stand in the field.
      value={areas.data && value}
      onChange={onChange}
      loading={areas.isPending}
      showSearch={{ optionFilterProp: 'label' }}
      options={areas.data?.map(({ id, name, depth }) => ({
        value: id,
        label: `${'　'.repeat(depth - 1)}${pick(name)}`,
      }))}
    />
  );
}
