import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { type ObjectWritten, handler } from '../../runtime/evidence-forwarding/handler';

const s3 = mockClient(S3Client);
const key = 'drift-detection/2026-03-01/run-1.json';
const written = (name = 'store', object = key): ObjectWritten => ({ detail: { bucket: { name }, object: { key: object } } });
const record = '{"version":1}\n';

beforeEach(() => {
  s3.reset();
  s3.on(GetObjectCommand).resolves({ Body: { transformToString: async () => record } as never });
  s3.on(PutObjectCommand).resolves({});
  Object.assign(process.env, { STORE_BUCKET: 'store', FOLDERS: 'drift-detection,restore-validation', EVIDENCE_BUCKET: 'archive', EVIDENCE_FOLDER: 'checks/222222222222' });
});

test('a record is copied as it stands, below the folder of the account, once', async () => {
  await expect(handler(written())).resolves.toBe(`checks/222222222222/${key}`);
  expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({ Bucket: 'store', Key: key });
  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'archive', Key: `checks/222222222222/${key}`, Body: record, ContentType: 'application/json', ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*',
  });
});

test('an event that comes twice leaves the first copy as it is', async () => {
  s3.on(PutObjectCommand).rejects(Object.assign(new Error('it is there'), { name: 'PreconditionFailed' }));
  await expect(handler(written())).resolves.toBe(`checks/222222222222/${key}`);
});

test('an archive that refuses fails the run, so that it is tried again and then told', async () => {
  s3.on(PutObjectCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
  await expect(handler(written())).rejects.toThrow('no');
});

test.each<[string, ObjectWritten, string]>([
  ['of another bucket', written('documents'), 'bucket must be store, got documents'],
  ['that is no record', written('store', 'data-manifest/current.json'), 'key must be a record below drift-detection, restore-validation, got data-manifest/current.json'],
  ['of another form', written('store', 'drift-detection/dump.sql'), 'key must be a record below drift-detection, restore-validation, got drift-detection/dump.sql'],
])('an object %s is not copied', async (_name, event, message) => {
  await expect(handler(event)).rejects.toThrow(message);
  expect(s3.calls()).toHaveLength(0);
});

test('a record without content is told', async () => {
  s3.on(GetObjectCommand).resolves({});
  await expect(handler(written())).rejects.toThrow(`${key} must have content`);
});
