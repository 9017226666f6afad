import { availableParallelism } from 'node:os';
import type { Session } from '../postgres/session';
import { FactsByColumn, type ColumnFacts } from './column-facts';
import { heapParts, type HeapPart } from './heap-parts';
import type { Heap } from './heaps';
import { searchTables, type SearchTables } from './residue-search';
import type { Scanned } from './scan-target';
import { OwnHand, type HandSetting, type VerificationHand } from './verification-hand';
import { canStartThreads, ThreadHand, type SharedSnapshot } from './verification-thread';

/** More threads than this wait for the database. */
const mostThreads = 4;
/** 32 MB: less is read sooner than a thread is started. */
const pagesOfThread = 4096;

export interface CrewSetting extends HandSetting {
  /** Pages to be read. */
  readonly pages: number;
  /** Threads, at most. */
  readonly threads?: number;
}

/** Threads that read source and target between them. Each asks for its next part when it is done with one. */
export class VerificationCrew {
  private constructor(private readonly hands: readonly VerificationHand[]) {}

  /** This thread reads over the open sessions, the others over their own, all in one snapshot. */
  public static async gather(setting: CrewSetting, target: OpenDatabase, source?: OpenDatabase): Promise<VerificationCrew> {
    const { pages, threads, policy, expected, seed } = setting;
    const count = canStartThreads ? Math.max(1, threads ?? Math.min(mostThreads, availableParallelism(), Math.floor(pages / pagesOfThread))) : 1;
    const share = { policy, seed, expected: Math.ceil(expected / count) };
    const own = new OwnHand(share, target.session, source?.session);
    if (count === 1) return new VerificationCrew([own]);
    const snapshots = { target: await exported(target), ...(source === undefined ? {} : { source: await exported(source) }) };
    return new VerificationCrew([own, ...Array.from({ length: count - 1 }, () => new ThreadHand({ ...share, ...snapshots }))]);
  }

  /** Reads the source. */
  public async index(heaps: readonly Heap[], seed: number): Promise<{ readonly tables: SearchTables; readonly columns: ReadonlyMap<string, ColumnFacts> }> {
    await this.share(heaps, (hand, part) => hand.index(part));
    const indexed = await Promise.all(this.hands.map((hand) => hand.indexed()));
    const facts = new FactsByColumn();
    for (const own of indexed) facts.add(own.facts);
    const tables = searchTables(indexed.map(({ index }) => index), seed);
    await Promise.all(this.hands.map((hand) => hand.search(tables)));
    return { tables, columns: facts.columns };
  }

  /** Reads the target. */
  public async scan(heaps: readonly Heap[]): Promise<readonly Scanned[]> {
    await this.share(heaps, (hand, part) => hand.scan(part));
    return Promise.all(this.hands.map((hand) => hand.scanned()));
  }

  public async close(): Promise<void> {
    await Promise.all(this.hands.map((hand) => hand.close()));
  }

  private async share(heaps: readonly Heap[], work: (hand: VerificationHand, part: HeapPart) => Promise<void>): Promise<void> {
    const waiting = heapParts(heaps).toReversed();
    await Promise.all(this.hands.map(async (hand) => {
      for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) await work(hand, part);
    })).catch((cause: unknown) => {
      waiting.length = 0;
      throw cause;
    });
  }
}

/** A session in a transaction that sees one snapshot. */
export interface OpenDatabase {
  readonly session: Session;
  readonly url: string;
}

async function exported({ session, url }: OpenDatabase): Promise<SharedSnapshot> {
  const [row] = await session.rows<{ id: string }>('select pg_export_snapshot() as id');
  return { url, id: row?.id ?? '' };
}
