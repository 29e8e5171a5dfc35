import { getRouteApi } from '@tanstack/react-router';
import type { Session } from './api';

const inside = getRouteApi('/inside');

/** The signed-in person; only for pages behind the sign-in. */
export const useSession = (): Session => inside.useRouteContext().session;
