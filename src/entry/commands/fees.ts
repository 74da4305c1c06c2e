import { feeSentence, readFee, describeFee } from '#features/stripe/platform-fee.ts';
import { listFees, usualFee } from '#features/stripe/server/load-fee.ts';
import { updateFee } from '#features/stripe/server/update-fee.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem, type Problem } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { Arguments } from './arguments.ts';
import { withFoyer } from './with-foyer.ts';

/** `foyer fees [list | set ORGANIZER --percent 1 --fixed "0.30 EUR" | usual ORGANIZER]`. */
export async function runFees({ values, positionals }: Arguments): Promise<number> {
  const [verb = 'list', organizer = ''] = positionals;
  if (!['list', 'set', 'usual'].includes(verb) || (verb !== 'list' && organizer === ''))
    throw new Invalid(
      'foyer fees list, foyer fees set ORGANIZER --percent 1.5 --fixed "0.30 EUR", foyer fees usual ORGANIZER',
      [],
      'usage',
    );
  return withFoyer(async (_foyer, ctx) => {
    if (verb !== 'list') await updateFee(ctx, { organizer, fee: verb === 'usual' ? 'usual' : feeOf(values) });
    process.stdout.write(await describe(ctx));
    return 0;
  });
}

function feeOf({ percent = '', fixed = '' }: Arguments['values']) {
  const read = readFee({ percent: String(percent), fixed: String(fixed) });
  if ('problems' in read) throw wrongFee(read.problems.map(({ where, code }) => problem(where, code)));
  return read.fee;
}

function wrongFee(problems: Problem[]): Invalid {
  return new Invalid(problems.map(({ where, message }) => `--${where}: ${message}`).join('; '), problems, 'usage');
}

async function describe(ctx: Ctx): Promise<string> {
  const own = (await listFees(ctx)).map(
    ({ slug, fee }) => `${slug.padEnd(24)} ${describeFee(fee, 'en') || 'nothing'}\n`,
  );
  return `${feeSentence(usualFee(), { t: translator('en'), locale: 'en' })}${own.length > 0 ? ' Others:' : ''}\n${own.join('')}`;
}
