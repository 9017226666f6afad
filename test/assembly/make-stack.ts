import type { AssemblyStack, Template } from '../../policies/assembly/load-assembly';

/** A stack in memory, as the loader would give it. */
export function makeStack(path: string, account: string, template: Template, more: Partial<AssemblyStack> = {}): AssemblyStack {
  return { path, account, region: 'eu-west-1', templateFile: `/nowhere/${path}.template.json`, stackName: path.replaceAll('/', '-'), template, ...more };
}
