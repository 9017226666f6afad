import { compareValues } from '../../policies/parity/compare-values';

/** `value` inside so many objects and lists, in turns. */
function nested(value: unknown, levels: number): unknown {
  let result = value;
  for (let level = 0; level < levels; level++) result = level % 2 === 0 ? { inner: result } : [result];
  return result;
}

const same = (a: string, b: string): boolean => a === b;

describe('two values', () => {
  test('are compared once at each level, however deep they differ', () => {
    expect(compareValues(nested('a', 60), nested('b', 60), same)).toEqual([{ path: `[0]${'.inner[0]'.repeat(29)}.inner`, from: 'a', to: 'b' }]);
    expect(compareValues(nested('a', 60), nested('a', 60), same)).toEqual([]);
  });

  test('differ where a name tells: the element of a list by its name, the field by its own, in alphabetical order', () => {
    const [from, to] = [{ Tags: [{ Key: 'Owner', Value: 'x' }, { Key: 'Cost', Value: '1' }], Size: 2, Only: 'here' }, { Size: 3, Tags: [{ Key: 'Owner', Value: 'y' }, { Key: 'Cost', Value: '1' }] }];
    expect(compareValues(from, to, same)).toEqual([{ path: 'Only', from: 'here' }, { path: 'Size', from: '2', to: '3' }, { path: 'Tags[Owner].Value', from: 'x', to: 'y' }]);
  });
});
