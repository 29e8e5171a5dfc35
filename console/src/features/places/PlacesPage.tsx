import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useCallback } from 'react';
import { ListPage } from '../../parts/ListPage';
import { SearchBox } from '../../parts/SearchBox';
import { useTexts, useWords } from '../../words';
import { placesWords } from '../../words/places';
import { areasQuery } from '../devices/api';
import { AreaTree } from './AreaTree';
import { ImportForm } from './ImportForm';

const route = getRouteApi('/inside/places');

/** What is registered, and how does more of it come in? */
export function PlacesPage() {
  const words = useWords();
  const says = useTexts(placesWords);
  const { tab, q } = route.useSearch();
  const navigate = route.useNavigate();
  const areas = useQuery(areasQuery);
  const search = useCallback(
    (text: string) => navigate({ search: (old) => ({ ...old, q: text || undefined }), replace: true }),
    [navigate],
  );
  return (
    <ListPage
      label={words.nav.places}
      answer={areas.data ? says.answer(areas.data.length) : words.nav.places}
      tools={
        <>
          <Segmented
            value={tab ?? 'tree'}
            onChange={(value) =>
              navigate({ search: (old) => ({ ...old, tab: value === 'import' ? 'import' : undefined }), replace: true })
            }
            options={(['tree', 'import'] as const).map((value) => ({ value, label: says.tabs[value] }))}
          />
          {tab !== 'import' && <SearchBox value={q ?? ''} onSearch={search} placeholder={says.search} />}
        </>
      }
    >
      {tab === 'import' ? <ImportForm /> : <AreaTree wanted={q ?? ''} />}
    </ListPage>
  );
}
