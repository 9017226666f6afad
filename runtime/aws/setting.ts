/** The setting `name` of the function. A function that was deployed without one must fail, not guess. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`setting ${name} must be set on the function`);
  return value;
}

/** The setting `name` as a list: its parts between commas, none where it is empty or not set. */
export function listSetting(name: string): string[] {
  return (process.env[name] ?? '').split(',').map((part) => part.trim()).filter((part) => part !== '');
}
