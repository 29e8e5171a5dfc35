import { Button, Typography } from 'antd';
import { Facts } from '../../parts/SidePanel';
import { useTexts } from '../../words';
import { registersWords } from '../../words/registers';
import type { FirstPassword } from './api';

/** A first password, shown this once. */
export function FirstPasswordView({ given, onDone }: { given: FirstPassword; onDone: () => void }) {
  const says = useTexts(registersWords);
  return (
    <>
      <p>{says.accounts.passwordLead}</p>
      <Facts
        rows={[
          [says.accounts.username, given.account.username],
          [
            says.accounts.password,
            <Typography.Text key="p" copyable={{ text: given.password }} code>
              {given.password}
            </Typography.Text>,
          ],
        ]}
      />
      <p>
        <Button type="primary" size="large" block onClick={onDone}>
          {says.accounts.written}
        </Button>
      </p>
    </>
  );
}
