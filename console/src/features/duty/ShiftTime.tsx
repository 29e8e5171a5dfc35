import { When } from '../../parts/When';
import type { DutyRow } from './api';

export function ShiftTime({ shift }: { shift: DutyRow['shifts'][number] }) {
  return (
    <>
      <When at={shift.begins_at} /> – <When at={shift.ends_at} />
    </>
  );
}
