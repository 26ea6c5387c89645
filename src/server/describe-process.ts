import { describe, type UploadFormat } from '../data/sources/describe.js';
import { answerInProcess } from './answer-in-process.js';

// Entry point of the process that reads an uploaded file.
answerInProcess(({ path, format, name }: { path: string; format: UploadFormat; name: string }) =>
  describe(path, format, name),
);
