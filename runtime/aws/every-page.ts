/** All items of a list that comes in pages: `read` gets the mark of a page and returns its items and the mark of the next. */
export async function everyPage<T>(read: (mark: string | undefined) => Promise<{ readonly items: readonly T[] | undefined; readonly next: string | undefined }>): Promise<T[]> {
  const all: T[] = [];
  let mark: string | undefined;
  do {
    const { items, next } = await read(mark);
    all.push(...items ?? []);
    mark = next;
  } while (mark !== undefined && mark !== '');
  return all;
}
