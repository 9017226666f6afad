import { en, Faker } from '@faker-js/faker';
import type { Column } from '../schema/database-schema';

const day = 86_400_000;

interface Wanted { readonly number: number; readonly unique: boolean; readonly edge: boolean }

/** Makes values for columns: usual ones, and every eighth time one from the edge of what the column takes. */
export class SyntheticValues {
  private readonly faker = new Faker({ locale: [en] });

  private readonly makers: Partial<Record<Column['kind'], (column: Column, wanted: Wanted) => string>> = {
    text: (column, wanted) => this.clip(column, this.text(column, wanted)),
    integer: (_, { number, unique, edge }) => (unique ? String(number) : String(edge ? 0 : this.faker.number.int({ min: 1, max: 99 }))),
    number: (_, { edge }) => (edge ? '0' : String(this.faker.number.int({ min: 1, max: 99 }))),
    boolean: () => (this.faker.datatype.boolean() ? 't' : 'f'),
    date: (_, { edge }) => (edge ? '2024-02-29' : this.moment().slice(0, 10)),
    timestamp: (_, { edge }) => (edge ? '2024-12-31 23:59:59.999999+00' : this.moment()),
    uuid: () => this.faker.string.uuid().replace(/^(.{14})./, '$18').replace(/^(.{19})./, '$18'),
    enum: (column) => this.faker.helpers.arrayElement(this.enums.get(column.name) as readonly string[]),
  };

  public constructor(seed: number, private readonly enums: ReadonlyMap<string, readonly string[]>) {
    this.faker.seed(seed);
  }

  /** A value as text, or undefined for null. `number` makes it unique. */
  public value(column: Column, number: number, unique: boolean): string | undefined {
    const edge = !unique && this.faker.number.int(7) === 0;
    if (edge && !column.notNull) return undefined;
    if (column.array) return '{}';
    const make = this.makers[column.kind];
    return make === undefined ? this.other(column) : make(column, { number, unique, edge });
  }

  /** A place in a list that favours its beginning: some parents get many children, most get few, as tenants do. */
  public skewed(length: number): number {
    return Math.floor(length * this.faker.number.float() ** 3);
  }

  private other(column: Column): string | undefined {
    const values: Partial<Record<Column['kind'], string>> = { json: '{}', bytes: '\\x00ff', time: '23:59:59', interval: '1 day', range: 'empty', network: '192.0.2.1', bits: '0' };
    return column.notNull ? values[column.kind] : undefined;
  }

  private text(column: Column, { number, unique, edge }: Wanted): string {
    if (unique) return `synthetic-${number}`;
    if (edge) return this.faker.helpers.arrayElement(['', ' ', 'x'.repeat(column.width ?? 255), 'Žluťoučký 你好 👩‍💻', "O'Neil \"quoted\" \\ back", 'line one\nline two\tafter a tab', 'مرحبا', '0']);
    if (/mail/i.test(column.name)) return this.faker.internet.email({ provider: 'mail.example' }).toLowerCase();
    if (/phone|mobile|fax/i.test(column.name)) return `+999 ${this.faker.string.numeric(3)} ${this.faker.string.numeric(7)}`;
    if (/url|site|endpoint/i.test(column.name)) return `https://mask.example/${this.faker.string.alphanumeric(12)}`;
    if (/name|title/i.test(column.name)) return this.faker.commerce.productName();
    if (/currency/i.test(column.name)) return 'EUR';
    return this.faker.lorem.words(3);
  }

  private clip(column: Column, text: string): string {
    return column.width === undefined ? text : [...text].slice(0, column.width).join('');
  }

  private moment(): string {
    const at = new Date(Date.UTC(2024, 0, 1) + this.faker.number.int({ max: 700 }) * day + this.faker.number.int({ max: day }));
    return `${at.toISOString().slice(0, 23).replace('T', ' ')}+00`;
  }
}
