import { Problem } from '../parts/Problem';

/** A page that failed while it was drawn, or whose data did not come. */
export function Crashed({ error, reset }: { error: unknown; reset: () => void }) {
  return <Problem error={error} what="page" retry={reset} />;
}
