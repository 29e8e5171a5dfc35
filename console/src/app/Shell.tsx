import { Outlet } from '@tanstack/react-router';
import { useWords } from '../words';

export function Shell() {
  const words = useWords();
  return (
    <>
      <header className="bar">{words.name}</header>
      <main id="content">
        <Outlet />
      </main>
    </>
  );
}
