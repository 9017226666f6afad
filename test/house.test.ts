import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/**
 * Who may import whom. A room may always import itself. `packages` are the npm packages (and their submodules) a room
 * may import; node's own modules are free to all. The first matching row is the room of a file.
 */
const rooms: ReadonlyArray<{ room: string; mayImport: string[]; packages: string[] }> = [
  { room: 'lib/index.ts', mayImport: ['lib/', 'constructs/', 'policies/'], packages: [] },
  { room: 'lib/values/', mayImport: [], packages: ['ip-address'] },
  { room: 'lib/environment/', mayImport: ['lib/values/'], packages: ['aws-cdk-lib'] },
  { room: 'lib/platform/', mayImport: ['lib/values/', 'lib/environment/', 'constructs/', 'policies/exceptions/'], packages: ['aws-cdk-lib', 'constructs'] },
  { room: 'lib/command-line/', mayImport: ['lib/values/', 'lib/evidence/', 'policies/'], packages: ['commander', 'cli-table3', 'picocolors'] },
  { room: 'lib/evidence/', mayImport: ['lib/values/', 'policies/'], packages: ['@viz-js/viz'] },
  { room: 'constructs/', mayImport: ['lib/values/'], packages: ['aws-cdk-lib', 'constructs'] },
  { room: 'policies/packs/', mayImport: ['policies/assembly/', 'policies/exceptions/'], packages: ['aws-cdk-lib', 'cdk-nag', 'constructs'] },
  { room: 'policies/assembly/', mayImport: [], packages: ['aws-cdk-lib', 'yaml'] },
  { room: 'policies/exceptions/', mayImport: ['lib/values/', 'policies/assembly/'], packages: ['aws-cdk-lib', 'constructs'] },
  { room: 'policies/isolation/', mayImport: ['policies/assembly/'], packages: ['aws-cdk-lib'] },
  { room: 'policies/parity/', mayImport: ['policies/assembly/'], packages: ['aws-cdk-lib'] },
  { room: 'policies/', mayImport: [], packages: ['aws-cdk-lib', 'cdk-nag', 'constructs'] },
  { room: 'runtime/masking/', mayImport: ['lib/values/'], packages: ['pg', 'pg-copy-streams', '@faker-js/faker'] },
  { room: 'runtime/', mayImport: ['lib/values/'], packages: ['@aws-sdk'] },
  { room: 'examples/', mayImport: ['lib/index.ts'], packages: ['aws-cdk-lib', 'constructs', 'cdk-nag'] },
];

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .toSorted();
}

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\b(?:require|import)\(\s*'([^']+)'\s*\)/gm)]
    .map(([, a, b, c]) => a ?? b ?? c ?? '');
}

function target(file: string, specifier: string): string {
  const path = relative(root, resolve(root, dirname(file), specifier));
  return path === 'lib' ? 'lib/index.ts' : path.endsWith('lib/index') ? 'lib/index.ts' : path;
}

const files = ['lib', 'constructs', 'policies', 'runtime', 'examples'].filter((room) => existsSync(join(root, room))).flatMap(sources);

describe('rooms import only in the allowed direction', () => {
  test.each(files)('%s', (file) => {
    const row = rooms.find(({ room }) => file.startsWith(room));
    const refused = imports(file).filter((specifier) => {
      if (specifier.startsWith('node:')) return false;
      if (!specifier.startsWith('.')) return !row?.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
      const path = target(file, specifier);
      return !path.startsWith(row?.room ?? '-') && !row?.mayImport.some((room) => path.startsWith(room));
    });
    expect(refused).toEqual([]);
  });
});

describe('files are kebab-case and named for what they export', () => {
  const vague = /(^|\/)(shared|([a-z0-9-]+-)?(utils?|helpers?|common|base|manager|v2|misc))(\/|\.ts$)/;
  test.each(files)('%s', (file) => {
    expect(file).toMatch(/^[a-z0-9-/]+(\.d)?\.ts$/);
    expect(file).not.toMatch(vague);
  });
});
