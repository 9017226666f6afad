const [quote, backslash, open, close, comma, equals] = [34, 92, 123, 125, 44, 61];

/** Told of each element: between its quotes, or the bare token. */
export type ElementSink = (start: number, end: number, wasQuoted: boolean) => void;

/** Finds the elements of an array in PostgreSQL's text form, `{a,"b c",NULL,{nested}}`, bounds before it skipped. */
export function arrayElements(bytes: Uint8Array, start: number, end: number, sink: ElementSink): void {
  let at = start;
  if (bytes[start] !== open) while (at < end && bytes[at] !== equals) at++;
  while (at < end) {
    const byte = bytes[at];
    if (byte === quote) at = quotedElement(bytes, at + 1, end, sink);
    else if (byte === open || byte === close || byte === comma || byte === equals) at++;
    else at = bareElement(bytes, at, end, sink);
  }
}

function quotedElement(bytes: Uint8Array, first: number, end: number, sink: ElementSink): number {
  let at = first;
  for (; bytes[at] !== quote && at < end; at++) if (bytes[at] === backslash) at++;
  sink(first, at, true);
  return at + 1;
}

function bareElement(bytes: Uint8Array, first: number, end: number, sink: ElementSink): number {
  let at = first;
  while (at < end && bytes[at] !== comma && bytes[at] !== close) at++;
  if (!isNullWord(bytes, first, at)) sink(first, at, false);
  return at;
}

function isNullWord(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 4 && Buffer.from(bytes.subarray(start, end)).toString('latin1').toUpperCase() === 'NULL';
}
