/** A value of a template as text: what a person reads, joined where CloudFormation joins it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const joined = joinedText(value);
  return joined ?? JSON.stringify(value) ?? '';
}

/** The text that `Fn::Join` or a reference gives, with references in `${}`; undefined for anything else. */
export function joinedText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [name, ...more] = Object.keys(value);
  if (name === undefined || more.length > 0) return undefined;
  const argument: unknown = (value as Record<string, unknown>)[name];
  if (name === 'Ref') return `\${${String(argument)}}`;
  if (name === 'Fn::GetAtt') return `\${${Array.isArray(argument) ? argument.join('.') : String(argument)}}`;
  if (name === 'Fn::Sub' && typeof argument === 'string') return argument;
  if (name !== 'Fn::Join' || !Array.isArray(argument) || !Array.isArray(argument[1])) return undefined;
  const pieces = argument[1].map((piece) => (typeof piece === 'string' ? piece : joinedText(piece) ?? `\${${(JSON.stringify(piece) ?? '').replaceAll('"', "'")}}`));
  return pieces.join(String(argument[0]));
}

/** A text that holds an object or a list in JSON, read; undefined for any other text. */
export function innerJson(text: string): object | undefined {
  if (!/^\s*[{[]/.test(text) || !/[}\]]\s*$/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
