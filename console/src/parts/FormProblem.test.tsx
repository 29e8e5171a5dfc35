import { render, screen } from '@testing-library/react';
import { Form } from 'antd';
import { expect, it } from 'vitest';
import { ApiProblem } from '../api/client';
import { LanguageProvider } from '../words';
import { FormProblem } from './FormProblem';

const offline = <FormProblem error={new ApiProblem(0, null, null)} />;

it('says of a form that what was filled in is kept, and of a mere button nothing of the kind', () => {
  const { unmount } = render(<LanguageProvider>{offline}</LanguageProvider>);
  expect(screen.getByRole('alert').textContent).toBe('没有提交：网络不通。请稍后再试。');
  unmount();
  render(
    <LanguageProvider>
      <Form>{offline}</Form>
    </LanguageProvider>,
  );
  expect(screen.getByRole('alert').textContent).toBe('没有提交：网络不通。填写已保留，请稍后再试。');
});
