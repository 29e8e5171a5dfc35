import { Button, Typography } from 'antd';
import { Facts } from '../../parts/SidePanel';
import { useWords } from '../../words';
import type { FirstPassword } from './api';

/** A first password, shown this once. */
export function FirstPasswordView({ given, onDone }: { given: FirstPassword; onDone: () => void }) {
  const words = useWords();
  return (
    <>
      <p>{words.accounts.passwordLead}</p>
      <Facts
        rows={[
          [words.accounts.username, given.account.username],
          [
            words.accounts.password,
            <Typography.Text key="p" copyable={{ text: given.password }} code>
              {given.password}
            </Typography.Text>,
          ],
        ]}
      />
      <p>
        <Button type="primary" size="large" block onClick={onDone}>
          {words.accounts.written}
        </Button>
      </p>
    </>
  );
}
