import { UnusableInput } from '../../../policies/assembly/unusable-input';

/**
 * A part of a JSON file that somebody handed in. Each reader takes what it needs and says what is wrong, where, and what was there.
 */
export class Given {
  public constructor(private readonly value: unknown, private readonly file: string, private readonly path = '') {}

  /** The part called `name`; a missing one is there and has no value. */
  public at(name: string): Given {
    const fields = this.value;
    const found: unknown = typeof fields === 'object' && fields !== null && Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined;
    return new Given(found, this.file, this.path === '' ? name : `${this.path}.${name}`);
  }

  public get isThere(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  public text(): string {
    if (typeof this.value !== 'string') throw this.wrong('be a text');
    return this.value;
  }

  public textOr(otherwise: string): string {
    return this.isThere ? this.text() : otherwise;
  }

  /** `{ [name]: text }`, or nothing where there is none: for optional properties. */
  public optional<K extends string>(name: K): { readonly [key in K]?: string } {
    const part = this.at(name);
    return (part.isThere ? { [name]: part.text() } : {}) as { readonly [key in K]?: string };
  }

  /** `{ [name]: true }`, or nothing where it is not: for properties that are there only when true. */
  public mark<K extends string>(name: K): { readonly [key in K]?: true } {
    return (this.at(name).isTrue() ? { [name]: true } : {}) as { readonly [key in K]?: true };
  }

  public number(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) throw this.wrong('be a number');
    return this.value;
  }

  public isTrue(): boolean {
    return this.value === true;
  }

  public list(): Given[] {
    if (!this.isThere) return [];
    if (!Array.isArray(this.value)) throw this.wrong('be a list');
    return this.value.map((item, index) => new Given(item, this.file, `${this.path}.${index}`));
  }

  public texts(): string[] {
    return this.list().map((item) => item.text());
  }

  /** The parts of an object, in its order. */
  public entries(): [string, Given][] {
    if (!this.isThere) return [];
    if (typeof this.value !== 'object' || Array.isArray(this.value)) throw this.wrong('be an object');
    return Object.keys(this.value as object).map((name) => [name, this.at(name)]);
  }

  /** The text as one of `words`. */
  public oneOf<T extends string>(words: readonly T[]): T {
    const found = words.find((word) => word === this.value);
    if (found === undefined) throw this.wrong(`be one of ${words.join(', ')}`);
    return found;
  }

  public wrong(must: string): UnusableInput {
    const shown = JSON.stringify(this.value) ?? 'nothing';
    return new UnusableInput(`${this.file}: ${this.path === '' ? 'its content' : this.path} must ${must}, got ${shown.length > 80 ? `${shown.slice(0, 80)}...` : shown}`);
  }
}
