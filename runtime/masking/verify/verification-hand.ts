import type { MaskingPolicy } from '../policy/masking-policy';
import type { Session } from '../postgres/session';
import type { PlainFacts } from './column-facts';
import type { HeapPart } from './heap-parts';
import type { SharedIndex } from './residue-index';
import { ResidueSearch, type SearchTables } from './residue-search';
import { TargetScanner, type Scanned } from './scan-target';
import { SourceIndexer } from './source-values';

/** What was read of the source: its values, and what was counted. */
export interface Indexed {
  readonly index: SharedIndex;
  readonly facts: PlainFacts;
}

/** Reads parts of source and target, on this thread or on another: first all of the source, then the target. */
export interface VerificationHand {
  index(part: HeapPart): Promise<void>;
  indexed(): Promise<Indexed>;
  /** From now on values are searched in these. */
  search(tables: SearchTables): Promise<void>;
  scan(part: HeapPart): Promise<void>;
  scanned(): Promise<Scanned>;
  close(): Promise<void>;
}

export interface HandSetting {
  readonly policy: MaskingPolicy;
  /** How many values it may come across. */
  readonly expected: number;
  readonly seed: number;
}

/** Reads on this thread, over sessions that are open. */
export class OwnHand implements VerificationHand {
  private readonly indexer: SourceIndexer;
  private scanner: TargetScanner;

  public constructor(private readonly setting: HandSetting, private readonly target: Session, private readonly source?: Session) {
    this.indexer = new SourceIndexer(setting.policy, source === undefined ? 0 : setting.expected, setting.seed);
    this.scanner = new TargetScanner(setting.policy, undefined);
  }

  public async index(part: HeapPart): Promise<void> {
    if (this.source !== undefined) await this.indexer.part(this.source, part);
  }

  public indexed(): Promise<Indexed> {
    return Promise.resolve({ index: this.indexer.index.shared(), facts: this.indexer.facts.plain() });
  }

  public search(tables: SearchTables): Promise<void> {
    this.scanner = new TargetScanner(this.setting.policy, new ResidueSearch(tables));
    return Promise.resolve();
  }

  public scan(part: HeapPart): Promise<void> {
    return this.scanner.part(this.target, part);
  }

  public scanned(): Promise<Scanned> {
    return Promise.resolve(this.scanner.scanned());
  }

  public close(): Promise<void> {
    return Promise.resolve(); // who opened the sessions closes them
  }
}
