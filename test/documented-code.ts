import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/** A piece of TypeScript that a reader may copy. */
export interface DocumentedCode {
  /** File and line, for example `README.md:12`. */
  readonly at: string;
  readonly code: string;
}

/** Every `ts` block of README.md, CONTRIBUTING.md and docs/, and every `@example` of what the public door exports. */
export function documentedCode(): DocumentedCode[] {
  const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md')).map((name) => join('docs', name)).toSorted()];
  return [...pages.flatMap(fencedBlocks), ...publicFiles().flatMap(examples)];
}

/** The files behind the public door, in its order. */
export function publicFiles(file = 'lib/index.ts'): string[] {
  return [...read(file).matchAll(/^export \* from '([^']+)'/gm)].flatMap(([, specifier = '']) => {
    const next = `${relative(root, resolve(root, dirname(file), specifier))}.ts`;
    return [next, ...publicFiles(next)];
  });
}

/** Names of the classes, interfaces and enums of the public door. */
export function publicNames(): string[] {
  return publicFiles().flatMap((file) => [...read(file).matchAll(/^export (?:abstract )?(?:class|interface|enum) (\w+)/gm)].map(([, name = '']) => name));
}

function fencedBlocks(file: string): DocumentedCode[] {
  const text = read(file);
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: code = '', index }) => ({ at: `${file}:${lineAt(text, index) + 1}`, code }));
}

function examples(file: string): DocumentedCode[] {
  const text = read(file);
  return [...text.matchAll(/^ *\* @example\b.*\n((?: *\*(?!\/)(?! @).*\n)*)/gm)].map(({ 1: lines = '', index }) => ({
    at: `${file}:${lineAt(text, index) + 1}`, code: lines.replaceAll(/^ *\* ?/gm, ''),
  }));
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
