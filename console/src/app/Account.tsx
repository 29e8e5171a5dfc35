import { UserOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Button, Dropdown } from 'antd';
import { useSession } from '../features/session/useSession';
import { useTheme } from '../theme/ThemeProvider';
import { useLanguage } from '../words';
import { useSound } from './alarm';
import { Preferences } from './Preferences';
import style from './Shell.module.css';

/** Language, theme, and what belongs to the person. */
export function Account({ onKeys, onLeave }: { onKeys: () => void; onLeave: () => void }) {
  const { words, pick, language, choose } = useLanguage();
  const { theme, choose: chooseTheme } = useTheme();
  const { user, grants } = useSession();
  const router = useRouter();
  const [isSoundOn, toggleSound] = useSound();
  const posts = grants.map(({ role, title, area }) => ({
    key: role + (area?.id ?? ''),
    disabled: true,
    label: [pick(title), area && pick(area.name)].filter(Boolean).join(' · '),
  }));
  return (
    <span className={style.tools}>
      <span className={style.preferences}>
        <Preferences />
      </span>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'posts', type: 'group', label: user.name, children: posts },
            { type: 'divider' },
            {
              key: 'language',
              className: style.pocket,
              label: words.shell.language,
              onClick: () => choose(language === 'zh' ? 'en' : 'zh'),
            },
            {
              key: 'theme',
              className: style.pocket,
              label: theme === 'dark' ? words.shell.toLight : words.shell.toDark,
              onClick: () => chooseTheme(theme === 'dark' ? 'light' : 'dark'),
            },
            { key: 'sound', label: isSoundOn ? words.shell.soundOff : words.shell.soundOn, onClick: toggleSound },
            { key: 'passkeys', label: words.shell.passkeys, onClick: () => router.navigate({ to: '/passkey' }) },
            { key: 'keys', label: words.keys.title, extra: '?', onClick: onKeys },
            { key: 'leave', label: words.shell.signOut, onClick: onLeave },
          ],
        }}
      >
        <Button type="text" icon={<UserOutlined />} aria-label={`${user.name} · ${words.shell.account}`}>
          <span className={style.who}>{user.name}</span>
        </Button>
      </Dropdown>
    </span>
  );
}
