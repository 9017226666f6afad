import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isAlive, SharedSwaps } from '../../policies/parity/shared-swaps';

interface Made { readonly row: string; readonly by: string; readonly in: string; readonly without?: string }

const directory = (): string => mkdtempSync(join(tmpdir(), 'understudy-swaps-'));
const swapsOf = (by: string, shared: string): SharedSwaps<Made> => new SharedSwaps(shared, (row, outdir, unread) => ({
  row: row.join('+'), by, in: basename(outdir), ...(unread.size === 0 ? {} : { without: [...unread].join() }),
}));
const dead = spawnSync(process.execPath, ['-e', '']).pid;
/** Needed for so many looks. */
const forLooks = (count: number) => (): boolean => count-- > 0;

describe('syntheses that several processes share', () => {
  test('are all made by the first one where nobody helps, in the order of the rows', () => {
    const leader = swapsOf('leader', directory());
    leader.add([[], ['a']]);
    leader.all();
    leader.add([['a', 'b']]);
    expect(leader.all()).toEqual([{ row: '', by: 'leader', in: 'variant-0' }, { row: 'a', by: 'leader', in: 'variant-1' }, { row: 'a+b', by: 'leader', in: 'variant-2' }]);
  });

  test('are made once: what a helper has taken, the first one waits for', () => {
    const shared = directory();
    const leader = swapsOf('leader', shared);
    leader.add([['a'], ['b'], ['c']]);
    swapsOf('helper', shared).help(forLooks(1));
    expect(leader.all().map(({ row, by }) => `${row} by ${by}`)).toEqual(['a by helper', 'b by leader', 'c by leader']);
  });

  test('are made by every process without what nobody will look at, from when that is known', () => {
    const shared = directory();
    const [leader, helper] = [swapsOf('leader', shared), swapsOf('helper', shared)];
    leader.add([['a'], ['b'], ['c']]);
    helper.help(forLooks(1));
    leader.leaveUnread(['Projects/staging/Own']);
    helper.help(forLooks(1));
    expect(leader.all().map(({ row, by, without }) => [row, by, without])).toEqual([['a', 'helper', undefined], ['b', 'helper', 'Projects/staging/Own'], ['c', 'leader', 'Projects/staging/Own']]);
  });

  test('leave the first one time for what is to be done beside them: as long as there is something, before each that it makes', () => {
    const leader = swapsOf('leader', directory());
    leader.add([['a'], ['b']]);
    const seen: number[] = [];
    leader.all((results) => seen.push(results.length) === 1);
    expect(seen).toEqual([0, 0, 1]);
  });

  test('are made again when the process that took them has died', () => {
    const shared = directory();
    const leader = swapsOf('leader', shared);
    leader.add([['a'], ['b']]);
    writeFileSync(join(shared, 'taken-0'), String(dead));
    expect(leader.all()).toEqual([{ row: 'a', by: 'leader', in: 'variant-0-again' }, { row: 'b', by: 'leader', in: 'variant-1' }]);
  });

  test('let a helper go when they are over, when their directory is gone, and when nobody needs them', () => {
    const shared = directory();
    const leader = swapsOf('leader', shared);
    leader.add([['a']]);
    leader.end();
    swapsOf('helper', shared).help(() => true);
    rmSync(shared, { recursive: true });
    swapsOf('helper', shared).help(() => true);
    swapsOf('helper', directory()).help(forLooks(2));
    expect(() => leader.all()).toThrow('ENOENT');
  });
});

test.each<[string, string, boolean]>([
  ['this process', String(process.pid), true], ['one that has ended', String(dead), false], ['one that is just writing its number', '', true],
])('%s counts as alive: %s %s', (_, pid, alive) => expect(isAlive(pid)).toBe(alive));
