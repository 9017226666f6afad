import { build, transformSync, type Plugin } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Counts = Record<string, { readonly s: Record<string, number>; readonly f: Record<string, number>; readonly b: Record<string, number[]> }>;
interface Instrumenter { instrumentSync(code: string, file: string, map: object): string }

/** What jest has counted in this test file, if it counts. */
const counted = (): Counts | undefined => Reflect.get(globalThis, '__coverage__') as Counts | undefined;

/**
 * Bundles a program that a test starts in a process of its own. Jest counts what runs here only: under `--coverage` the
 * program counts for itself, threads included, and `countsOfChildren` adds it.
 */
export async function programForChild(entry: string, outfile: string): Promise<void> {
  const counting = counted() === undefined ? {} : { plugins: [instrumented], banner: { js: keepCounts(dirname(outfile)) } };
  await build({ entryPoints: [entry], bundle: true, platform: 'node', packages: 'external', outfile, logLevel: 'error', ...counting });
}

/** Adds what programs in this directory have counted. */
export function countsOfChildren(directory: string): void {
  const own = counted();
  for (const name of readdirSync(directory).filter((file) => own !== undefined && file.endsWith('.counts.json'))) {
    for (const [file, { s, f, b }] of Object.entries(JSON.parse(readFileSync(join(directory, name), 'utf8')) as Counts)) {
      const sum = own?.[file];
      if (sum === undefined) continue;
      for (const key of Object.keys(s)) sum.s[key] = (sum.s[key] ?? 0) + (s[key] ?? 0);
      for (const key of Object.keys(f)) sum.f[key] = (sum.f[key] ?? 0) + (f[key] ?? 0);
      for (const key of Object.keys(b)) sum.b[key] = (sum.b[key] ?? []).map((count, i) => count + (b[key]?.[i] ?? 0));
    }
  }
}

// The very steps of jest, so that both count the same branches by the same numbers.
const instrumented: Plugin = {
  name: 'instrumented',
  setup: ({ onLoad }) => onLoad({ filter: /\/runtime\/.*\.ts$/ }, ({ path }) => {
    const { code, map } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'cjs', target: 'node20', sourcefile: path, sourcemap: 'external', platform: 'node' });
    const { createInstrumenter } = require(require.resolve('istanbul-lib-instrument', { paths: [require.resolve('babel-plugin-istanbul')] })) as { createInstrumenter(options: object): Instrumenter };
    return { contents: createInstrumenter({ compact: false }).instrumentSync(code, path, JSON.parse(map) as object), loader: 'js' };
  }),
};

// A thread may be ended at any time after its answer: it keeps its counts before each.
const keepCounts = (directory: string): string => `{
  const { parentPort, threadId } = require('node:worker_threads');
  const keep = () => require('node:fs').writeFileSync(${JSON.stringify(directory)} + '/' + process.pid + '.' + threadId + '.counts.json', JSON.stringify(globalThis.__coverage__));
  process.on('exit', keep);
  if (parentPort !== null) {
    const post = parentPort.postMessage.bind(parentPort);
    parentPort.postMessage = (...given) => { keep(); post(...given); };
  }
}`;
