import { Stop } from '../../src/error.ts';
import { askPerson } from '../../src/io/ask-person.ts';
import { report, type Table } from '../../src/reports/report.ts';
import { text } from '../../src/reports/text.ts';
import type { Context } from '../context.ts';

interface Question {
  /** It was answered on the command line. */
  readonly yes: boolean;
  readonly title: string;
  readonly tables: readonly Table[];
}

/** Shows what will be changed and asks on the terminal; throws a Stop where nobody agrees. */
export async function agree({ yes, title, tables }: Question, context: Context): Promise<void> {
  const { process, environment, signal } = context;
  if (yes) return;
  if (process.out.isTTY !== true || environment.CI !== undefined) {
    throw new Stop('blocked', 'Cannot apply the plan: nobody is there to agree to it', {
      hint: 'Look at the plan ("govern plan", or --dry-run), then repeat with --yes',
    });
  }
  process.out.write(`${text(report(title, { tables }))}\n`);
  if (await askPerson('Apply this?', signal)) return;
  throw new Stop('blocked', 'Nothing was applied: nobody agreed to it');
}
