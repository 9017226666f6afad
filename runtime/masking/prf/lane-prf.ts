import { ByteSink } from '../maskers/byte-sink';
import { keyedState } from './sha256-block';
import { jobSize, keyPointer, scratchEnd, sha256LanesModule, statePointer } from './sha256-lanes';
import { longestMessage, longestShortMessage, shortened, type Prf } from './prf';

const pageSize = 65_536;
/** An inner and an outer state. */
const stateSize = 64;
const slotsStart = pageSize;
const jobsStart = 8 * pageSize;
const maxKeys = Math.floor((slotsStart - scratchEnd) / stateSize);
const maxSlots = Math.floor((jobsStart - slotsStart) / stateSize);
const jobWords = jobSize / 4;
const code = sha256LanesModule();

type Lanes = (jobs: number, groups: number) => void;

/** A message of more than one block: where it lies, how long it is, where its key and its state are. */
interface LongMessage { readonly from: number; readonly length: number; readonly key: number; readonly slot: number }

/**
 * Four messages at a time in WebAssembly SIMD. Its memory: scratch, key states, states of long messages, jobs. The last block
 * of a message is its job; the blocks before it are absorbed first, those of all long messages side by side.
 */
export class LanePrf implements Prf {
  public digests: Uint8Array;
  private words: Int32Array;
  private next = jobsStart;
  private done = jobsStart;
  private keyCount = 0;
  private readonly known = new Map<string, number>();
  private readonly memory = new WebAssembly.Memory({ initial: jobsStart / pageSize });
  private readonly hmac: Lanes;
  private readonly absorb: Lanes;
  private readonly long: LongMessage[] = [];
  private readonly longBytes = new ByteSink(1 << 12);

  public static supported(): boolean {
    return WebAssembly.validate(code);
  }

  public constructor() {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory: this.memory } });
    this.hmac = exports['f1'] as Lanes;
    this.absorb = exports['f2'] as Lanes;
    this.digests = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
    this.grow();
  }

  public domain(key: Uint8Array): number {
    const name = Buffer.from(key).toString('hex');
    const known = this.known.get(name);
    if (known !== undefined) return known;
    if (this.keyCount === maxKeys) throw new RangeError(`more than ${maxKeys} masking domains`);
    const at = (scratchEnd + stateSize * this.keyCount) >> 2;
    this.words.set(keyedState(key, 0x36), at);
    this.words.set(keyedState(key, 0x5c), at + 8);
    this.known.set(name, this.keyCount);
    return this.keyCount++;
  }

  public begin(): void {
    this.next = jobsStart;
    this.done = jobsStart;
    this.long.length = 0;
    this.longBytes.length = 0;
  }

  public add(domain: number, bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    const key = scratchEnd + stateSize * domain;
    if (length <= longestShortMessage) return this.lastBlock(bytes, from, length, length, key);
    if (length > longestMessage) {
      const short = shortened(bytes, from, to);
      return this.add(domain, short, 0, short.length);
    }
    if (this.long.length === maxSlots) this.run();
    const slot = slotsStart + stateSize * this.long.length;
    this.long.push({ from: this.longBytes.length, length, key, slot });
    this.longBytes.copy(bytes, from, to);
    this.words.copyWithin(slot >> 2, key >> 2, (key + stateSize) >> 2); // the outer state is the key's, the inner will be the message's
    const before = 64 * blocksBefore(length);
    return this.lastBlock(bytes, from + before, length - before, length, slot);
  }

  public run(): void {
    this.absorbLong();
    const jobs = (this.next - this.done) / jobSize;
    if (jobs === 0) return;
    const groups = this.fillGroups(this.done, jobs);
    this.hmac(this.done, groups);
    this.next = this.done + 4 * groups * jobSize;
    this.done = this.next;
  }

  // The end of a message, its padding and its length.
  private lastBlock(bytes: Uint8Array, from: number, count: number, length: number, key: number): number {
    if (this.next + 4 * jobSize > this.digests.length) this.grow(); // a group is always whole
    const { digests, words, next } = this;
    const first = next >> 2;
    for (let i = first + (Math.max(0, count) >> 2); i < first + 15; i++) words[i] = 0;
    for (let i = 0; i < count; i++) digests[next + i] = bytes[from + i] as number;
    if (count >= 0) digests[next + count] = 0x80;
    const bits = (64 + length) * 8;
    words[first + 15] = (bits << 24) | ((bits << 8) & 0xff_0000);
    words[first + keyPointer / 4] = key;
    this.next = next + jobSize;
    return next;
  }

  // One block of every message that has one left, then the next, each from the state the one before left.
  private absorbLong(): void {
    const { long, longBytes } = this;
    for (let block = 0, left = long.length; left > 0; block++) {
      let job = this.next;
      left = 0;
      for (const { from, length, key, slot } of long) {
        if (block >= blocksBefore(length)) continue;
        if (job + 4 * jobSize > this.digests.length) this.grow();
        const end = Math.min(length, 64 * (block + 1));
        this.digests.fill(0, job, job + 64);
        this.digests.set(longBytes.bytes.subarray(from + 64 * block, from + end), job);
        if (end < 64 * (block + 1)) this.digests[job + end - 64 * block] = 0x80;
        this.words[(job + keyPointer) >> 2] = block === 0 ? key : slot;
        this.words[(job + statePointer) >> 2] = slot;
        job += jobSize;
        left++;
      }
      if (left > 0) this.absorb(this.next, this.fillGroups(this.next, left));
    }
    long.length = 0;
    longBytes.length = 0;
  }

  // Idle lanes of the last group need some key, and some place for a state.
  private fillGroups(start: number, jobs: number): number {
    const groups = Math.ceil(jobs / 4);
    for (let i = jobs; i < 4 * groups; i++) {
      const at = (start >> 2) + jobWords * i;
      this.words[at + keyPointer / 4] = scratchEnd;
      this.words[at + statePointer / 4] = idleState;
    }
    return groups;
  }

  private grow(): void {
    this.memory.grow(Math.max(8, this.memory.buffer.byteLength / pageSize));
    this.digests = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
  }
}

/** Where states of idle lanes go: behind the scratch of the module, before the keys. */
const idleState = scratchEnd - stateSize;

/** How many blocks come before the one that ends with the length. */
const blocksBefore = (length: number): number => Math.ceil((length + 9) / 64) - 1;
