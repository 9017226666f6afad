import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as project from '../../cdk.json';
import { buildProfessionalServices } from '../../examples/professional-services/platform';
import { loadAssembly } from '../../policies/assembly/load-assembly';
import { encryptionRules } from '../../policies/packs/encryption/rules';
import { isolationRules } from '../../policies/packs/isolation/rules';
import { unruledTypes } from '../../policies/packs/unruled-types';

const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'understudy-types-')), analyticsReporting: false, context: project.context });
buildProfessionalServices(app);
const inUse = [...new Set(loadAssembly(app.synth().directory).flatMap(({ template }) => Object.values(template.Resources ?? {}).map(({ Type }) => Type)))].toSorted();
const judged = { encryption: new Set(encryptionRules.flatMap(({ resourceTypes }) => resourceTypes)), isolation: new Set(isolationRules.flatMap(({ resourceTypes }) => resourceTypes)) };

test('the example uses more than a hundred types of resources', () => expect(inUse.length).toBeGreaterThan(100));

describe.each(['encryption', 'isolation'] as const)('%s', (pack) => {
  test.each(inUse)('%s has a rule or a reason why none is needed, and not both', (type) => {
    const reason = unruledTypes[type]?.[pack];
    const isReason = reason !== undefined && /^[A-Z].{25,}\.$/s.test(reason);
    expect({ rule: judged[pack].has(type), reason: isReason }).toEqual({ rule: reason === undefined, reason: !judged[pack].has(type) });
  });
});

test('a reason is given for types in use only', () => expect(Object.keys(unruledTypes).filter((type) => !inUse.includes(type))).toEqual([]));
