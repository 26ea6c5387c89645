import { fork } from 'node:child_process';
import type { AskedQuestion } from './answer-question.js';
import { saysOutOfMemory } from './out-of-memory.js';

/** Characters of stderr that are kept. */
const stderrKept = 16_000;

/** Why a process has given no answer. */
export type NoAnswerReason = 'time' | 'memory' | 'end';

/** A process that was asked did not answer; the message has the end of what it wrote to stderr. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(
    readonly reason: NoAnswerReason,
    stderr: string,
  ) {
    super(`the process gave no answer (${reason}): ${stderr}`);
  }
}

/** What a process is asked, and what it may take. */
export interface Asking {
  /** The compiled module that answers, by answerQuestion(). */
  readonly module: URL;
  readonly question: unknown;
  readonly seconds: number;
  readonly heapMb: number;
  /** Memory in all, with arrays of numbers and Node itself. */
  readonly residentMb: number;
}

/**
 * Asks a process of its own and ends it with its answer: the first message of which `read` makes something, or about which
 * it throws. Threads have limits too, but V8 does not always keep them, and then the whole process goes. What the module
 * prints is no part of what this process says. Throws NoAnswer.
 */
export async function askProcess<Message, Answer>(
  { module, question, seconds, heapMb, residentMb }: Asking,
  read: (message: Message) => Answer | undefined,
): Promise<Answer> {
  const child = fork(module, [], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    // JSON has no infinities and no arrays of numbers.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      let stderr = '';
      child.stderr!.on('data', (chunk) => {
        stderr = `${stderr}${chunk}`.slice(-stderrKept);
      });
      timer = setTimeout(() => reject(new NoAnswer('time', stderr)), seconds * 1000);
      child.on('message', (message) => {
        try {
          const answer = read(message as Message);
          if (answer !== undefined) resolve(answer);
        } catch (error) {
          reject(error);
        }
      });
      child.on('error', reject);
      // `close` comes after the last message, `exit` may not.
      child.on('close', () => reject(new NoAnswer(saysOutOfMemory(stderr) ? 'memory' : 'end', stderr)));
      const asked: AskedQuestion = { question, residentMb };
      // A process that has ended already cannot be told; its end is noticed anyway.
      child.send(asked, () => {});
    });
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}
