/** Whether `text` may be the key of an AWS tag (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html). */
export function isTagKey(text: string): boolean {
  return text.length >= 1 && text.length <= 128 && allowed.test(text);
}

/** Whether `value` may be the value of an AWS tag. */
export function isTagValue(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 256 && allowed.test(value);
}

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
