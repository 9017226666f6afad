import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { requirementReference } from '../policies/requirement-reference';
import { ruleReference } from '../policies/packs/rule-reference';

/** Pages that are written from code. A test holds each against its text. */
const pages: Readonly<Record<string, () => string>> = {
  'docs/requirements.md': requirementReference,
  'docs/rules.md': ruleReference,
};

for (const [file, text] of Object.entries(pages)) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text());
  console.log(`wrote ${file}`);
}
