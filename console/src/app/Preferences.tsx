import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useTheme } from '../theme/ThemeProvider';
import { useLanguage } from '../words';
import style from './Shell.module.css';

/** Language and theme, one touch each. */
export function Preferences() {
  const { words, language, choose } = useLanguage();
  const { theme, choose: chooseTheme } = useTheme();
  const toTheme = theme === 'dark' ? words.shell.toLight : words.shell.toDark;
  return (
    <span className={style.tools}>
      <Button
        type="text"
        onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
        lang={language === 'zh' ? 'en' : 'zh-CN'}
      >
        {words.shell.language}
      </Button>
      <Button
        type="text"
        icon={theme === 'dark' ? <SunOutlined /> : <MoonOutlined />}
        aria-label={toTheme}
        title={toTheme}
        onClick={() => chooseTheme(theme === 'dark' ? 'light' : 'dark')}
      />
    </span>
  );
}
