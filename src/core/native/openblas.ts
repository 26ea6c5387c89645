import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { SettingError } from '../errors.js';
import { optionalModule } from './optional-module.js';

/** What is used of koffi, which users may install beside this package. */
interface Koffi {
  load(path: string): NativeLibrary;
}

/** A loaded library: gives its functions by their C prototypes. */
export interface NativeLibrary {
  func(prototype: string): (...values: unknown[]) => unknown;
}

/** The system's OpenBLAS. */
export interface OpenBlasLibrary {
  /** Its own words: version, threads. */
  readonly name: string;
  readonly library: NativeLibrary;
}

const libraryNames: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['libopenblas.so.0', 'libopenblas.so'],
  darwin: [
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
    '/usr/local/opt/openblas/lib/libopenblas.dylib',
    'libopenblas.dylib',
  ],
  win32: ['libopenblas.dll', 'openblas.dll'],
};

/** CBLAS's codes: row-major, as it stands, transposed, lower triangle, right-hand side, no unit diagonal. */
export const cblas = {
  rowMajor: 101,
  plain: 111,
  transposed: 112,
  lower: 122,
  right: 142,
  nonUnit: 131,
} as const;

/** cblas_dgemm. */
export const dgemmOf = ({ library }: OpenBlasLibrary) =>
  library.func(
    `void cblas_dgemm(int order, int transA, int transB, int m, int n, int k,
       double alpha, const double *a, int lda, const double *b, int ldb, double beta, double *c, int ldc)`,
  );

/**
 * OpenBLAS as the environment variable RELUCENT_BLAS asks for it: "off" never, a path that very library, "auto" or
 * nothing the system's where koffi and the library are there. Throws a SettingError where a path is given and koffi or
 * the library is missing.
 */
export async function openBlasLibrary(
  request = 'auto',
  threads = blasThreads(),
): Promise<OpenBlasLibrary | undefined> {
  if (request === 'off') return undefined;
  const automatic = request === 'auto' || request === '';
  const koffi = (await optionalModule('koffi'))?.['default'] as Koffi | undefined;
  if (!koffi) {
    if (automatic) return undefined;
    throw new SettingError('RELUCENT_BLAS names a library, but koffi is not installed: npm install koffi');
  }
  if (!automatic) {
    try {
      return open(koffi, request, threads);
    } catch (error) {
      throw new SettingError(`RELUCENT_BLAS: "${request}" is no OpenBLAS that loads here`, { cause: error });
    }
  }
  for (const name of libraryNames[process.platform] ?? []) {
    if (name.startsWith('/') && !existsSync(name)) continue;
    try {
      return open(koffi, name, threads);
    } catch {
      // Not there under this name.
    }
  }
  return undefined;
}

/**
 * Threads of one product, OpenBLAS's or our own: RELUCENT_BLAS_THREADS, or all cores. OpenBLAS's are shared by the whole
 * process; whoever starts several jobs side by side gives each process its share. Throws a SettingError unless it is a
 * positive integer.
 */
export function blasThreads(value = process.env['RELUCENT_BLAS_THREADS']): number {
  if (value === undefined || value === '') return availableParallelism();
  const threads = Number(value);
  if (Number.isInteger(threads) && threads > 0) return threads;
  throw new SettingError(`RELUCENT_BLAS_THREADS: "${value}" is not a positive whole number`);
}

function open(koffi: Koffi, path: string, threads: number): OpenBlasLibrary {
  const library = koffi.load(path);
  library.func('void openblas_set_num_threads(int threads)')(threads);
  const config = String(library.func('const char *openblas_get_config(void)')());
  const version = /OpenBLAS \S+/.exec(config)?.[0] ?? 'OpenBLAS';
  return { name: `${version}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`, library };
}
