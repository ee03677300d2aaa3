import type { Reply } from './reply.ts';

interface Listed {
  readonly pathname: string;
  readonly search: URLSearchParams;
  readonly query: object;
}

/** The page of a list that was asked for. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly headers: Readonly<Record<string, string>>;
}

/** Cuts out the page and links to the others as GitHub does. */
export function pageOf<T>(all: readonly T[], { pathname, search, query }: Listed, url: string): Page<T> {
  const size = Math.min(Math.max(numberIn(query, 'per_page', 30), 1), 100);
  const page = Math.max(numberIn(query, 'page', 1), 1);
  const last = Math.max(Math.ceil(all.length / size), 1);
  const link = (to: number, rel: string) => {
    const target = new URLSearchParams(search);
    target.set('page', String(to));
    return `<${url}${pathname}?${target.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  return {
    items: all.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}

/** A list as the whole body. */
export function listReply<T>(
  all: readonly T[],
  listed: Listed,
  url: string,
  render: (item: T) => unknown,
): Reply {
  const { items, headers } = pageOf(all, listed, url);
  return { status: 200, headers, body: items.map(render) };
}

function numberIn(query: object, name: string, otherwise: number): number {
  const value: unknown = Object.entries(query).find(([key]) => key === name)?.[1];
  return typeof value === 'number' ? value : otherwise;
}
