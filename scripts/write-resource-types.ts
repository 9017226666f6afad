// Writes policies/assembly/generated-resource-types.ts from the AWS service specification. Run after an update of
// @aws-cdk/aws-service-spec: npm run resource-types
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourceTypesSource } from './resource-types-source';

writeFileSync(join(process.cwd(), 'policies/assembly/generated-resource-types.ts'), resourceTypesSource());
