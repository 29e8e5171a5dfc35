import { render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/client';
import { LanguageProvider } from '../words';
import { Problem } from './Problem';

const show = (status: number) =>
  render(
    <LanguageProvider>
      <Problem error={new ApiProblem(status, null, null)} what="alert" retry={vi.fn()} />
    </LanguageProvider>,
  );

it('offers to try again what the server failed to give', () => {
  show(500);
  expect(screen.getByRole('alert').textContent).toContain('会自动重试');
  expect(screen.getByRole('button')).toBeTruthy();
});

it('does not promise another try for what is not there, and does not blame the server', () => {
  show(404);
  expect(screen.getByRole('alert').textContent).toBe('没有找到这条预警：它可能已不在，或链接不完整。');
  expect(screen.queryByRole('button')).toBeNull();
});
