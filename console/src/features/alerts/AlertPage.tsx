import { ArrowLeftOutlined } from '@ant-design/icons';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { useKeys } from '../../app/keys';
import { useWords } from '../../words';
import style from './AlertPage.module.css';
import { AlertView } from './AlertView';

const AlertMap = lazy(() => import('../situation/AlertMap'));
const route = getRouteApi('/inside/alerts/$id');

/** One alert as a page of its own, with its place on the map. */
export function AlertPage() {
  const words = useWords();
  const router = useRouter();
  const id = Number(route.useParams().id);
  const back = useCallback(() => {
    // A link from a message opens this page first of all: there is nothing behind it.
    if (router.history.canGoBack()) router.history.back();
    else void router.navigate({ to: '/queue' });
  }, [router]);
  useKeys(useMemo(() => [{ key: 'Escape', label: words.alert.back, run: back }], [words, back]));
  return (
    <div className={style.page}>
      <AlertView
        id={id}
        corner={
          <Button type="text" icon={<ArrowLeftOutlined />} onClick={back}>
            {words.alert.back}
          </Button>
        }
        map={
          <div className={style.map}>
            <Suspense fallback={null}>
              <AlertMap id={id} />
            </Suspense>
          </div>
        }
      />
    </div>
  );
}
