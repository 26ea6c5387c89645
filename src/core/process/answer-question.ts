import { startWatchdog } from './start-watchdog.js';

/** What a process is sent that answers one question. */
export interface AskedQuestion {
  readonly question: unknown;
  /** Resident set that ends the process: its heap's limit covers neither arrays of numbers nor WebAssembly. */
  readonly residentMb: number;
}

/**
 * Makes this process one that answers the question of askProcess(), which ends it then. Of what `answer` tells before it
 * ends, and of what it returns, each is a message.
 */
export function answerQuestion<Question, Message>(
  answer: (question: Question, tell: (message: Message) => void) => Promise<Message>,
): void {
  const tell = (message: Message) => void process.send?.(message);
  process.on('message', async ({ question, residentMb }: AskedQuestion) => {
    startWatchdog(residentMb);
    tell(await answer(question as Question, tell));
  });
}
