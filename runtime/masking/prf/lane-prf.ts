import { keyedState } from './sha256-block';
import { jobSize, keyPointer, scratchEnd, sha256LanesModule } from './sha256-lanes';
import { longestShortMessage, shortened, type Prf } from './prf';

const pageSize = 65_536;
const keySize = 64;
const jobsStart = pageSize;
const maxKeys = Math.floor((jobsStart - scratchEnd) / keySize);
const code = sha256LanesModule();

/** Four messages at a time in WebAssembly SIMD. Its memory: scratch, key states, and from the second page on the jobs. */
export class LanePrf implements Prf {
  public digests: Uint8Array;
  private words: DataView;
  private next = jobsStart;
  private keyCount = 0;
  private readonly known = new Map<string, number>();
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly hmac: (jobs: number, groups: number) => void;

  public static supported(): boolean {
    return WebAssembly.validate(code);
  }

  public constructor() {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory: this.memory } });
    this.hmac = exports['f1'] as (jobs: number, groups: number) => void;
    this.digests = new Uint8Array(this.memory.buffer);
    this.words = new DataView(this.memory.buffer);
    this.grow();
  }

  public domain(key: Uint8Array): number {
    const name = Buffer.from(key).toString('hex');
    const known = this.known.get(name);
    if (known !== undefined) return known;
    if (this.keyCount === maxKeys) throw new RangeError(`more than ${maxKeys} masking domains`);
    const at = scratchEnd + keySize * this.keyCount;
    keyedState(key, 0x36).forEach((word, i) => this.words.setInt32(at + 4 * i, word, true));
    keyedState(key, 0x5c).forEach((word, i) => this.words.setInt32(at + 32 + 4 * i, word, true));
    this.known.set(name, this.keyCount);
    return this.keyCount++;
  }

  public begin(): void {
    this.next = jobsStart;
  }

  public add(domain: number, bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length > longestShortMessage) {
      const short = shortened(bytes, from, to);
      return this.add(domain, short, 0, short.length);
    }
    if (this.next + 4 * jobSize > this.digests.length) this.grow(); // a group is always whole
    const { digests, next } = this;
    for (let i = 0; i < length; i++) digests[next + i] = bytes[from + i] ?? 0;
    digests[next + length] = 0x80;
    for (let i = length + 1; i < 62; i++) digests[next + i] = 0;
    digests[next + 62] = ((64 + length) * 8) >> 8;
    digests[next + 63] = (64 + length) * 8;
    this.words.setUint32(next + keyPointer, scratchEnd + keySize * domain, true);
    this.next = next + jobSize;
    return next;
  }

  public run(): void {
    const jobs = (this.next - jobsStart) / jobSize;
    if (jobs === 0) return;
    const groups = Math.ceil(jobs / 4);
    for (let i = jobs; i < 4 * groups; i++) this.words.setUint32(jobsStart + jobSize * i + keyPointer, scratchEnd, true); // idle lanes need some key
    this.hmac(jobsStart, groups);
  }

  private grow(): void {
    this.memory.grow(Math.max(8, this.memory.buffer.byteLength / pageSize));
    this.digests = new Uint8Array(this.memory.buffer);
    this.words = new DataView(this.memory.buffer);
  }
}
