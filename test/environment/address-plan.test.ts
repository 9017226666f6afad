import * as fc from 'fast-check';
import { AddressPlan } from '../../lib';
import { Cidr } from '../../lib/values/cidr';
import { refusalOf } from './example-environments';

const plan = AddressPlan.within('10.0.0.0/8', 16);

describe('an address plan', () => {
  test('gives each name the next free block', () => {
    expect(plan.allocate('production', 'staging', 'training').blocks).toEqual({ production: '10.0.0.0/16', staging: '10.1.0.0/16', training: '10.2.0.0/16' });
  });

  test('leaves earlier blocks as they are when a name is appended, in one step or in two', () => {
    const appended = plan.allocate('production', 'staging').allocate('acceptance');
    expect(appended.blocks).toEqual(plan.allocate('production', 'staging', 'acceptance').blocks);
    expect(appended.blockFor('staging')).toBe('10.1.0.0/16');
  });

  test('goes round what is reserved, of whatever length', () => {
    const around = plan.reserve({ office: '10.0.0.0/15', production: '10.3.0.0/16' }).allocate('staging', 'training');
    expect(around.blockFor('staging')).toBe('10.2.0.0/16');
    expect(around.blockFor('training')).toBe('10.4.0.0/16');
  });

  test('is not changed: each step is a new plan', () => {
    const before = plan.allocate('production');
    before.allocate('staging');
    expect(before.blocks).toEqual({ production: '10.0.0.0/16' });
    expect(Reflect.set(before, 'blocks', {})).toBe(false);
    expect(Reflect.set(before.blocks, 'staging', '10.0.0.0/16')).toBe(false);
  });

  test('fills its supernet to the last block and no further', () => {
    const small = AddressPlan.within('10.0.0.0/22', 24).allocate('a', 'b', 'c', 'd');
    expect(small.blockFor('d')).toBe('10.0.3.0/24');
    expect(refusalOf(() => small.allocate('e', 'f'))).toBe([
      'address plan has 2 problems',
      '- e: must find a free /24 block in 10.0.0.0/22; choose a wider supernet or a longer prefix',
      '- f: must find a free /24 block in 10.0.0.0/22; choose a wider supernet or a longer prefix',
    ].join('\n'));
  });

  test('never lets two blocks overlap, whatever is reserved first', () => {
    const reserved = fc.uniqueArray(fc.tuple(fc.integer({ min: 10, max: 20 }), fc.nat(1023)), { maxLength: 6 });
    fc.assert(fc.property(reserved, fc.integer({ min: 1, max: 12 }), (wanted, count) => {
      let chosen = AddressPlan.within('10.0.0.0/8', 14);
      for (const [index, [prefix, position]] of wanted.entries()) {
        const block = Cidr.of('10.0.0.0/8').block(prefix, position % 2 ** (prefix - 8));
        if (!Object.values(chosen.blocks).some((each) => Cidr.of(each).overlaps(block))) chosen = chosen.reserve({ [`r${index}`]: block.toString() });
      }
      const blocks = Object.values(chosen.allocate(...Array.from({ length: count }, (_, index) => `n${index}`)).blocks).map((each) => Cidr.of(each));
      expect(blocks.flatMap((a, index) => blocks.slice(0, index).filter((b) => a.overlaps(b)))).toEqual([]);
      expect(blocks.every((each) => Cidr.of('10.0.0.0/8').contains(each))).toBe(true);
    }), { seed: 831, numRuns: 200 });
  });
});

describe('an address plan refuses', () => {
  const taken = plan.reserve({ production: '10.10.0.0/16' });
  const cases: ReadonlyArray<[string, () => unknown, string]> = [
    ['a supernet that is none', () => AddressPlan.within('10.0.0.0', 16),
      'supernet: must be an address block such as 10.20.0.0/16, got "10.0.0.0"; write the prefix length, for one address 10.0.0.0/32'],
    ['blocks wider than the supernet', () => AddressPlan.within('10.0.0.0/8', 4), 'prefixLength: must be a whole number from 8 to 32, got 4'],
    ['part of a bit', () => AddressPlan.within('10.0.0.0/8', 16.5), 'prefixLength: must be a whole number from 8 to 32, got 16.5'],
    ['a block that overlaps another', () => taken.reserve({ staging: '10.10.128.0/17' }),
      'staging: must not overlap production\'s 10.10.0.0/16, got "10.10.128.0/17"; choose a free block, for example 10.0.0.0/17'],
    ['two new blocks that overlap', () => plan.reserve({ staging: '10.20.0.0/16', training: '10.20.0.0/16' }),
      'training: must not overlap staging\'s 10.20.0.0/16, got "10.20.0.0/16"; choose a free block, for example 10.0.0.0/16'],
    ['a block outside the supernet', () => plan.reserve({ staging: '192.168.0.0/16' }), 'staging: must be inside 10.0.0.0/8, got "192.168.0.0/16"'],
    ['a malformed block', () => plan.reserve({ staging: '10.20.0.1/16' }),
      'staging: must be written by its first address, got "10.20.0.1/16"; write 10.20.0.0/16'],
    ['a name that has a block, in reserve', () => taken.reserve({ production: '10.30.0.0/16' }), 'production: must be named once, got "10.30.0.0/16"; choose another name'],
    ['a name that has a block, in allocate', () => taken.allocate('production'), 'production: must be named once, got "10.10.0.0/16"; choose another name'],
    ['a name twice', () => plan.allocate('staging', 'staging'), 'staging: must be named once, got "10.0.0.0/16"; choose another name'],
    ['a name without a block', () => taken.blockFor('staging'), 'staging: must be a name of the plan; add it with allocate("staging")'],
  ];

  test.each(cases)('%s', (_what, build, says) => {
    expect(refusalOf(build)).toBe(`address plan has 1 problem\n- ${says}`);
  });
});
