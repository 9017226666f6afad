import { quoteName } from '../postgres/quote';
import type { Heap } from './heaps';

/** Some pages of a relation; without an end, all that follow. */
export interface HeapPart {
  readonly heap: Heap;
  readonly firstPage: number;
  readonly endPage?: number;
}

/** 16 MB: small enough that threads end at about the same time. */
const pagesOfPart = 2048;

/** Cuts relations into parts, the last of each open, so that no row can be missed. */
export function heapParts(heaps: readonly Heap[]): readonly HeapPart[] {
  return heaps.flatMap((heap) => {
    const count = Math.max(1, Math.ceil(heap.pages / pagesOfPart));
    return Array.from({ length: count }, (_, i): HeapPart => ({ heap, firstPage: i * pagesOfPart, ...(i === count - 1 ? {} : { endPage: (i + 1) * pagesOfPart }) }));
  });
}

/** The rows of a part, as a query. */
export function rowsOfPart({ heap, firstPage, endPage }: HeapPart, columns: readonly string[]): string {
  const conditions = [...(firstPage === 0 ? [] : [`ctid >= '(${firstPage},0)'`]), ...(endPage === undefined ? [] : [`ctid < '(${endPage},0)'`])];
  return `select ${columns.join(', ')} from only ${quoteName(heap.schema, heap.relation)}${conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`}`;
}

/** What each relation needs is made once, however many parts it comes in. */
export class PerHeap<Made> {
  private readonly known = new Map<string, Made>();

  public constructor(private readonly make: (heap: Heap) => Made) {}

  public of(heap: Heap): Made {
    const name = quoteName(heap.schema, heap.relation);
    const made = this.known.get(name) ?? this.make(heap);
    this.known.set(name, made);
    return made;
  }
}
