import type { Rule } from './rule';
import { acknowledgementRules } from './acknowledgements/rules';
import { encryptionRules } from './encryption/rules';
import { iso27001Rules } from './iso27001/rules';
import { isolationRules } from './isolation/rules';

type Told = Pick<Rule, 'id' | 'claim' | 'reason' | 'fix' | 'severity' | 'serves' | 'source'> & { readonly judges: string };

/** Every rule of every pack, as reports and documents tell it. */
export const packs: ReadonlyArray<{ readonly name: string; readonly className: string; readonly about: string; readonly rules: readonly Told[] }> = [
  {
    name: 'Isolation', className: 'IsolationChecks',
    about: 'Keeps environments apart. Every rule is locked: it takes no exception.',
    rules: [
      ...isolationRules.map(told),
      ...acknowledgementRules.map((rule): Told => ({ ...rule, severity: 'fatal', judges: 'every acknowledgement of the app, for any pack' })),
    ],
  },
  {
    name: 'Encryption', className: 'EncryptionChecks',
    about: 'Data at rest is encrypted with a key of the same account, data in transit with TLS.',
    rules: encryptionRules.map(told),
  },
  {
    name: 'Iso27001', className: 'Iso27001Checks',
    about: 'ISO 27001:2022 control 8.31 and its neighbours: logging, retention, backup, hardening, secrets, labels.',
    rules: iso27001Rules.map(told),
  },
];

/** The text of `docs/rules.md`. */
export function ruleReference(): string {
  const count = packs.reduce((sum, { rules }) => sum + rules.length, 0);
  return [
    '# Rules',
    '',
    '<!-- Written by `npm run docs` from policies/packs. Change the rules, not this page. -->',
    '',
    `${count} rules in ${packs.length} packs. A rule reads the synthesized template, so an override or a raw resource is judged like`,
    'any other. A value that the template leaves open (a parameter, an import from elsewhere) is a finding too, worded as',
    '"cannot be decided from the template, because ...". A rule that crashes is filed as `<pack>-rule-crashed[<rule>]`.',
    '',
    'A finding of a rule that is not locked may stand for a while as an entry in the register of exceptions, the only way to acknowledge it',
    '(`exceptions` of a `Platform`; an app without a platform makes an `ExceptionRegister`):',
    '',
    '```ts',
    'new ExceptionRegister(app, \'Exceptions\', {',
    '  exceptions: [{',
    '    rule: \'Iso27001::Iso27001-bucket-is-versioned\', scope: \'staging/Reports/Cache/Bucket\', owner: \'reporting@example.com\',',
    '    reason: \'holds only caches of reports that every run writes anew\', ticket: \'REP-118\', until: \'2027-03-31\',',
    '  }],',
    '});',
    '```',
    '',
    ...packs.flatMap(({ name, className, about, rules }) => [
      `## ${className}`,
      '',
      about,
      '',
      '| rule | claim | severity | serves |',
      '|---|---|---|---|',
      ...rules.map(({ id, claim, severity, serves }) => `| [${id}](#${name.toLowerCase()}-${id}) | ${cell(claim)} | ${severity}${severity === 'fatal' ? ' (locked)' : ''} | ${serves.join(', ')} |`),
      '',
      ...rules.flatMap((rule) => section(name, rule)),
    ]),
  ].join('\n').trimEnd() + '\n';
}

function section(pack: string, rule: Told): string[] {
  return [
    `### ${pack}-${rule.id}`,
    '',
    rule.claim,
    '',
    `- **Why:** ${rule.reason}`,
    `- **Fix:** ${rule.fix}`,
    `- **Severity:** ${rule.severity}${rule.severity === 'fatal' ? '; locked, takes no exception' : `; in the register of exceptions \`${pack}::${pack}-${rule.id}\``}`,
    `- **Serves:** ${rule.serves.join(', ')}`,
    `- **Judges:** ${rule.judges}`,
    `- **Source:** ${rule.source.startsWith('https:') ? `<${rule.source}>` : rule.source}`,
    '',
  ];
}

function told(rule: Rule): Told {
  return { ...rule, judges: rule.resourceTypes.map((type) => `\`${type}\``).join(', ') };
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
