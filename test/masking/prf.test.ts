import * as fc from 'fast-check';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { KeyedPermutation } from '../../runtime/masking/prf/keyed-permutation';
import { LanePrf } from '../../runtime/masking/prf/lane-prf';
import { PurePrf } from '../../runtime/masking/prf/pure-prf';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { maskRows } from './masked-rows';

describe.each([['in plain TypeScript', () => new PurePrf()], ['in WebAssembly lanes', () => new LanePrf()]])('the batched hash %s', (_, make) => {
  const reference = (key: Uint8Array, message: Uint8Array): string => {
    const hashed = message.length > 503 ? Buffer.concat([Buffer.of(0), createHash('sha256').update(message).digest()]) : message;
    return createHmac('sha256', key).update(hashed).digest('hex');
  };

  test('is HMAC-SHA256 for any messages and keys, in batches of any size', () => {
    const prf = make();
    const keys = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const domains = keys.map((key) => prf.domain(key));
    fc.assert(fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 600, size: 'max' }), fc.nat(2)), { maxLength: 30, size: 'max' }), (messages) => {
      prf.begin();
      const offsets = messages.map(([message, key]) => prf.add(domains[key] ?? 0, message, 0, message.length));
      prf.run();
      const digests = offsets.map((at) => Buffer.from(prf.digests.subarray(at, at + 32)).toString('hex'));
      expect(digests).toEqual(messages.map(([message, key]) => reference(keys[key] ?? Buffer.of(), message)));
    }), { numRuns: 60 });
  });

  test('takes messages of every length from nothing to past nine blocks', () => {
    const prf = make();
    const key = randomBytes(32);
    const domain = prf.domain(key);
    const text = randomBytes(600);
    prf.begin();
    const offsets = Array.from(text, (__, length) => prf.add(domain, text, 0, length));
    prf.run();
    const wrong = offsets.filter((at, length) => Buffer.from(prf.digests.subarray(at, at + 32)).toString('hex') !== reference(key, text.subarray(0, length)));
    expect(wrong).toEqual([]);
  });

  test('takes more long messages in a batch than it has room for at once', () => {
    const prf = make();
    const key = randomBytes(32);
    const domain = prf.domain(key);
    const long = (i: number) => Buffer.from(`${'long message '.repeat(5 + (i % 7))}${i}`);
    prf.begin();
    const offsets = Array.from({ length: 8000 }, (__, i) => prf.add(domain, long(i), 0, long(i).length));
    prf.run();
    for (const i of [0, 1, 7166, 7167, 7168, 7169, 7999]) {
      const at = offsets[i] ?? 0;
      expect(Buffer.from(prf.digests.subarray(at, at + 32)).toString('hex')).toBe(reference(key, long(i)));
    }
  });

  test('grows to batches of many thousand messages', () => {
    const prf = make();
    const key = randomBytes(32);
    const domain = prf.domain(key);
    prf.begin();
    const offsets = Array.from({ length: 20_001 }, (__, i) => prf.add(domain, Buffer.from(`value ${i}`), 0, Buffer.byteLength(`value ${i}`)));
    prf.run();
    for (const i of [0, 1, 8191, 20_000]) {
      const at = offsets[i] ?? 0;
      expect(Buffer.from(prf.digests.subarray(at, at + 32)).toString('hex')).toBe(reference(key, Buffer.from(`value ${i}`)));
    }
  });
});

test.each([['in plain TypeScript', new PurePrf()], ['in WebAssembly', new LanePrf()]])('a row that no memory takes stops the run %s', (_, prf) => {
  expect(() => prf.place(2 ** 31)).toThrow('a row is too large to be masked; shorten it in the source, or remove its largest column');
});

test.each([['in plain TypeScript', new PurePrf()], ['in WebAssembly', new LanePrf()]])('nothing is hashed without a key %s', (_, prf) => {
  expect(() => prf.add(0, Buffer.from('Anna'), 0, 4)).toThrow('unknown masking domain');
  expect(() => prf.add(prf.domain(randomBytes(32)) + 64, Buffer.from('Anna'), 0, 4)).toThrow('unknown masking domain');
});

test('this machine runs the lanes', () => expect(LanePrf.supported()).toBe(true));

describe('a processor without SIMD', () => {
  const specs = { id: { disposition: { keep: 'key' } }, v: { disposition: { mask: 'email' } }, n: { disposition: { mask: 'person-name' } } };
  const rows = Array.from({ length: 100 }, (_, i) => `${i}\tanna${i}@firm.test\t${i % 3 === 0 ? '\\N' : `Anna ${i}`}`);
  const without = <Result>(work: () => Result): Result => {
    const validate = jest.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    let result: Result | undefined;
    jest.isolateModules(() => { result = work(); });
    validate.mockRestore();
    return result as Result;
  };

  test('has no lanes', () => {
    const lanes = () => require('../../runtime/masking/prf/lane-prf') as typeof import('../../runtime/masking/prf/lane-prf');
    expect(without(() => lanes().LanePrf.supported())).toBe(false);
    expect(() => without(() => new (lanes().LanePrf)())).toThrow('this processor has no WebAssembly SIMD');
  });

  test('masks the same, by steps in TypeScript', async () => {
    const masked = without(() => (require('./masked-rows') as typeof import('./masked-rows')).maskRows(specs, rows));
    expect(await masked).toEqual(await maskRows(specs, rows));
  });
});

test.each([1, 2, 3, 10, 97, 1000, 4097])('a keyed permutation of %i numbers gives each number once', (size) => {
  const permutation = new KeyedPermutation(randomBytes(32), size);
  expect(new Set(Array.from({ length: size }, (_, i) => permutation.apply(i))).size).toBe(size);
});

test('a keyed permutation of 10^15 numbers stays in range and does not collide', () => {
  const permutation = new KeyedPermutation(randomBytes(32), 1e15);
  const images = Array.from({ length: 2000 }, (_, i) => permutation.apply(i * 499_999_999_999));
  expect(new Set(images).size).toBe(2000);
  expect(images.every((image) => image >= 0 && image < 1e15)).toBe(true);
});

test.each([0, -1, 1.5, 2 ** 52 + 1, Number.NaN])('there is no permutation of %d numbers', (size) => {
  expect(() => new KeyedPermutation(randomBytes(32), size)).toThrow('a permutation needs a size from 1 to 2^52');
});

test.each([-1, 10, 1.5])('a permutation of 10 numbers has no image of %d', (value) => {
  expect(() => new KeyedPermutation(randomBytes(32), 10).apply(value)).toThrow('value outside the permutation');
});

test('two keys permute differently', () => {
  const [a, b] = [new KeyedPermutation(randomBytes(32), 1e6), new KeyedPermutation(randomBytes(32), 1e6)];
  expect([1, 2, 3, 4, 5].map((i) => a.apply(i))).not.toEqual([1, 2, 3, 4, 5].map((i) => b.apply(i)));
});

test('domains have different keys, the same each time', async () => {
  const source = rootKeySource(randomBytes(32));
  expect(await source.domainKey('email')).toEqual(await source.domainKey('email'));
  expect(await source.domainKey('email')).not.toEqual(await source.domainKey('phone'));
});

test('a short masking key is refused without showing it', () => {
  expect(() => rootKeySource(Buffer.from('hunter2'))).toThrow('the masking key must have at least 32 bytes, it has 7; make one with: openssl rand -hex 32');
});
