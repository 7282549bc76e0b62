import * as wf from '@temporalio/workflow';

/** One execution that sends a payload down every path there is. */
export interface StoryActivities {
  note(text: string): Promise<void>;
  far(text: string): Promise<string>;
}
const { note } = wf.proxyLocalActivities<StoryActivities>({ startToCloseTimeout: '5s' });
const { far } = wf.proxyActivities<StoryActivities>({ startToCloseTimeout: '5s', retry: { maximumAttempts: 1 } });

export const say = wf.defineUpdate<string, [{ text: string }]>('say');
export const finish = wf.defineSignal<[string]>('finish');
export const heard = wf.defineQuery<string[]>('heard');

export async function story(input: { run: number; canary: string }): Promise<string> {
  const words: string[] = [];
  let end = '';
  wf.setHandler(
    say,
    async ({ text }) => {
      await note(text);
      words.push(text);
      return `${text}!`;
    },
    {
      validator({ text }) {
        if (text === input.canary) throw wf.ApplicationFailure.create({ type: 'NotNow', message: input.canary });
      },
    },
  );
  wf.setHandler(finish, (text) => void (end = text));
  wf.setHandler(heard, () => words);
  wf.setCurrentDetails(input.canary);
  await wf.condition(() => end !== '');
  await wf.sleep(1, { summary: input.canary });
  await far(input.canary);
  if (input.run < 1) return wf.continueAsNew<typeof story>({ run: input.run + 1, canary: input.canary });
  try {
    return await far('fail');
  } catch (error) {
    throw wf.ApplicationFailure.create({
      type: 'Invalid',
      message: input.canary,
      details: [input.canary],
      cause: error as Error,
    });
  }
}
