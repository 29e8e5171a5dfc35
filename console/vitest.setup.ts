import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

// What a test shows ends with it: a component left standing is drawn again once its window is gone.
afterEach(cleanup);
