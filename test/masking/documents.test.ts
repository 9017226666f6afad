import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { keyMasker, replaceDocuments, type StoredObject } from '../../runtime/masking/documents/replace-documents';
import { sizeClass, syntheticDocument } from '../../runtime/masking/documents/synthetic-document';
import { crc32 } from '../../runtime/masking/documents/zip-archive';
import { rootKeySource } from '../../runtime/masking/prf/key-source';
import { maskValues, testKey } from './masked-rows';

const office = 'application/vnd.openxmlformats-officedocument';

test.each(['application/pdf', `${office}.wordprocessingml.document`, `${office}.spreadsheetml.sheet`, 'image/png', 'text/plain', 'application/x-unknown'])('a synthetic %s has the size class of the original', (type) => {
  for (const size of [0, 5000, 60_000, 300_000]) expect(syntheticDocument(type, size)).toHaveLength(sizeClass(size));
});

test('a size class is at most 16 MB', () => expect(sizeClass(1e12)).toBe(1 << 24));

test('the PDF has a cross-reference table that points at its objects', () => {
  const pdf = syntheticDocument('application/pdf', 20_000).toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF/.exec(pdf)?.[1]);
  expect(pdf.slice(start, start + 4)).toBe('xref');
  const offsets = [...pdf.slice(start).matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset));
  offsets.forEach((offset, i) => expect(pdf.slice(offset, offset + 7)).toBe(`${i + 1} 0 obj`));
  expect(pdf).toContain('Synthetic document');
});

test.each([
  [`${office}.wordprocessingml.document`, 'word/document.xml'], [`${office}.spreadsheetml.sheet`, 'xl/worksheets/sheet1.xml'],
])('an archive reader opens %s and finds %s', (type, part) => {
  const file = join(mkdtempSync(join(tmpdir(), 'understudy-document-')), 'file.zip');
  writeFileSync(file, syntheticDocument(type, 9000));
  const read = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(z.read(sys.argv[2]).decode())';
  const xml = execFileSync('python3', ['-c', read, file, part], { encoding: 'utf8' });
  expect(xml).toContain('Synthetic document');
});

test('the PNG has whole chunks and the pixels it promises', () => {
  const png = syntheticDocument('image/png', 9000);
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const typed = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(typed));
    chunks.set(typed.subarray(0, 4).toString(), typed.subarray(4));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'tEXt', 'IDAT', 'IEND']);
  expect(inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0))).toHaveLength(64 * 65);
});

test('every document is replaced under the key that the database has now', async () => {
  const objects: StoredObject[] = [{ key: 'contracts/Anna Muster.pdf', bytes: 50_000, mimeType: 'application/pdf' }, { key: 'logo.png', bytes: 10, mimeType: 'image/png' }];
  const put = new Map<string, Buffer>();
  const report = await replaceDocuments(
    { async *objects() { yield* objects; } },
    { put: (key, body) => Promise.resolve(void put.set(key, Buffer.from(body))) }, await keyMasker(rootKeySource(testKey)));
  expect(report).toEqual({ documents: 2, bytes: 65_536 + 4096, byType: { 'application/pdf': 1, 'image/png': 1 } });
  expect([...put.keys()]).toEqual(await maskValues('file-name', objects.map(({ key }) => key)));
  expect(put.get([...put.keys()][0] ?? '')?.subarray(0, 5).toString()).toBe('%PDF-');
});
