import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask, client, type Schemas } from '../../api/client';

export type Table = Schemas['TableShape'];
export type RegisterRow = Schemas['RegisterRow'];
export type Preview = Schemas['PreviewShape'];

export const SYSTEMS = ['WGS84', 'CGCS2000', 'GCJ02', 'BD09'] as const;
export type System = (typeof SYSTEMS)[number];

export const tablesQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => ask(client.GET('/api/imports', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** A file goes as it is: the platform finds out its encoding and its form. */
const asFile = (file: File) => ({
  body: file as unknown as string,
  bodySerializer: (body: unknown) => body as Blob,
  headers: { 'Content-Type': 'text/plain' },
});

export const previewImport = (kind: string, system: System, file: File) =>
  ask(client.POST('/api/imports/{kind}/preview', { params: { path: { kind }, query: { system } }, ...asFile(file) }));

export const confirmImport = (kind: string, system: System, digest: string, file: File) =>
  ask(client.POST('/api/imports/{kind}', { params: { path: { kind }, query: { system, digest } }, ...asFile(file) }));

export const rowsQuery = (kind: string, q: string) =>
  infiniteQueryOptions({
    queryKey: ['registers', kind, q],
    queryFn: ({ pageParam, signal }) =>
      ask(
        client.GET('/api/registers/{kind}', {
          params: { path: { kind }, query: { q, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const saveRow = (kind: string, values: Record<string, string>, is_new: boolean) =>
  ask(client.PUT('/api/registers/{kind}', { params: { path: { kind } }, body: { values, is_new } }));

export const retireRow = (kind: string, code: string) =>
  ask(client.POST('/api/registers/{kind}/retire', { params: { path: { kind } }, body: { code } }));
