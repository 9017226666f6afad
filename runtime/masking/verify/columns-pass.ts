import type { ColumnFacts } from './column-facts';
import { RowReader, type Batch, type RowsPass } from './row-reader';
import type { ColumnWork, LaneColumn, VerificationLanes } from './verification-lanes';

/** What is counted of a column, and what lanes can do of it; nothing where it is undefined. */
export interface LaneReader {
  readonly facts: ColumnFacts;
  readonly work?: ColumnWork;
}

/** Goes through rows batch by batch and column by column, with the lanes that describe each; `ended` is told how many rows there were. */
export function columnsPass<Reader extends LaneReader>(
  readers: readonly Reader[], lanes: VerificationLanes | undefined, take: (batch: Batch, place: number, reader: Reader, lane: LaneColumn | undefined) => void,
  ended: (rows: number) => void = () => undefined,
): RowsPass {
  lanes?.begin();
  const columns = readers.map((reader) => ({ reader, lane: reader.work === undefined ? undefined : lanes?.column(reader.work) }));
  const rows = new RowReader(columns.length, lanes, (batch) => {
    columns.forEach(({ reader, lane }, place) => take(batch, place, reader, lane));
    lanes?.refresh();
  });
  const end = (): void => {
    for (const { reader, lane } of columns) if (lane?.ranks !== undefined) reader.facts.distinct.merge(lane.ranks);
    ended(rows.total);
  };
  return { push: (piece) => rows.push(piece), end };
}
