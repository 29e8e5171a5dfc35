import { Button } from 'antd';

interface Props {
  /** The query that comes in pages. */
  pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  label: string;
}

/** Asks for the next page below a list; nothing where all is shown. */
export function More({ pages, label }: Props) {
  if (!pages.hasNextPage) return null;
  return (
    <Button type="link" loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
      {label}
    </Button>
  );
}
