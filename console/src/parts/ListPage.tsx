import type { ReactNode } from 'react';
import style from './ListPage.module.css';

interface Props {
  /** The answer of the page, in a sentence. */
  answer: ReactNode;
  label: string;
  tools?: ReactNode;
  children: ReactNode;
  /** What a chosen row opens. */
  beside?: ReactNode;
}

/** A page with its answer on top, a list that scrolls, and room beside it for what is chosen. */
export function ListPage({ answer, label, tools, children, beside }: Props) {
  return (
    <div className={style.page} data-beside={beside ? '' : undefined}>
      <div className={style.list}>
        <header className={style.top}>
          <h1>{answer}</h1>
          {tools && <div className={style.tools}>{tools}</div>}
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list without buttons is still scrolled by keyboard. */}
        <section className={style.scroll} tabIndex={0} aria-label={label}>
          {children}
        </section>
      </div>
      {beside}
    </div>
  );
}
