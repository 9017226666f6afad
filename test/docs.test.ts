import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DocumentedCode, documentedCode, publicNames } from './documented-code';

/**
 * What a reader copies must compile. A block that imports something is a whole program and is taken as it stands. A block
 * without imports is a fragment: it may use every name of `cdk-understudy`, the names of `cdkNames`, `ec2`, `kms` and the
 * like for the modules of aws-cdk-lib, and the constants of `givens`; `this` is a stack.
 */
const givens: Readonly<Record<string, string>> = {
  app: 'App', stack: 'Stack', scope: 'Construct', vpc: 'ec2.Vpc', network: 'Network', key: 'kms.IKey', role: 'iam.Role', bucket: 's3.Bucket',
  production: 'Environment', staging: 'Environment',
};
const cdkNames = ['App', 'CfnOutput', 'Duration', 'Fn', 'RemovalPolicy', 'Size', 'Stack', 'Stage', 'Tags', 'Validations', 'Aspects'];
const constructsNames = ['Construct', 'IConstruct'];
const nagNames = ['AwsSolutionsChecks', 'NIST80053R5Checks'];

const root = resolve(__dirname, '..');
const blocks = documentedCode();
const modules = [
  ...[...readFileSync(join(root, 'node_modules/aws-cdk-lib/index.d.ts'), 'utf8').matchAll(/export \* as aws_(\w+) from/g)].map(([, name = '']) => [name, `aws_${name}`] as const),
  ...([['elbv2', 'aws_elasticloadbalancingv2'], ['acm', 'aws_certificatemanager'], ['sfn', 'aws_stepfunctions']] as const),
];

function asModule({ code }: DocumentedCode): string {
  if (/^import /m.test(code)) return code;
  const declarations = [...code.matchAll(/^declare [^;]*;$/gm)].map(([text]) => text);
  const given = Object.entries(givens).filter(([name]) => uses(code, name) && !new RegExp(`\\b(?:const|let|class) ${name}\\b`).test(code));
  const whole = [...given.map(([name, type]) => `declare const ${name}: ${type};`), 'declare const inside: Stack;', code].join('\n');
  return [
    imported('cdk-understudy', publicNames().filter((name) => uses(whole, name))),
    imported('aws-cdk-lib', [...cdkNames.filter((name) => uses(whole, name)), ...modules.filter(([name]) => uses(whole, name)).map(([name, module]) => `${module} as ${name}`)]),
    imported('cdk-nag', nagNames.filter((name) => uses(whole, name))),
    imported('constructs', constructsNames.filter((name) => uses(whole, name))),
    ...given.map(([name, type]) => `declare const ${name}: ${type};`), ...declarations,
    `export function documented(this: Stack): void {\n${declarations.reduce((text, declaration) => text.replace(declaration, ''), code)}\n}`,
  ].join('\n');
}

function imported(from: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `import { ${names.join(', ')} } from '${from}';`;
}

function uses(code: string, name: string): boolean {
  return new RegExp(String.raw`(?<![.\w'])${name}\b(?!')`).test(code);
}

/** What the compiler says of each block; one run for all. */
function complaints(): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-docs-'));
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  blocks.forEach((block, index) => writeFileSync(join(directory, `block${index}.ts`), asModule(block)));
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, types: ['node'], paths: { 'cdk-understudy': [join(root, 'lib/index.ts')] } },
    include: ['*.ts'],
  }));
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--pretty', 'false', '-p', directory], { cwd: directory, encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, index, what] = /^block(\d+)\.ts\(\d+,\d+\): (.*)$/.exec(line) ?? [];
    return index === undefined ? [] : [`${blocks[Number(index)]?.at}: ${what}`];
  });
}

describe('links in documents', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];

  test.each(pages)('%s leads to pages that exist', (page) => {
    const targets = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});

test('the list of decisions names every page', () => {
  const list = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8');
  expect(readdirSync(join(root, 'docs/decisions')).filter((name) => name !== 'README.md' && !list.includes(`](${name})`))).toEqual([]);
});

describe('code in documents', () => {
  test('is found in the README and in the docstrings of the public door', () => {
    expect(blocks.map(({ at }) => at.split(':')[0])).toEqual(expect.arrayContaining(['README.md', 'lib/environment/environment.ts']));
  });

  test('compiles', () => {
    expect(complaints()).toEqual([]);
  }, 120_000);
});
