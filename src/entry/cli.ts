/** The command line: `foyer COMMAND`. Each command parses, calls a use case, prints. */
import { inspect, parseArgs } from 'node:util';
import { FoyerError, Invalid, wordsOf } from '#platform/errors.ts';
import { runAdmin } from './commands/admin.ts';
import type { Arguments } from './commands/arguments.ts';
import { runDemo } from './commands/demo.ts';
import { runDoctor } from './commands/doctor.ts';
import { runExport } from './commands/export.ts';
import { runFees } from './commands/fees.ts';
import { runImport } from './commands/import.ts';
import { runJobs } from './commands/jobs.ts';
import { runMigrate } from './commands/migrate.ts';
import { runPictures } from './commands/pictures.ts';
import { runServe } from './commands/serve.ts';
import { runStorage } from './commands/storage.ts';
import { isStopping, takeSignals } from './stop-signals.ts';

type Command = {
  usage: string;
  summary: string;
  options: Record<string, { type: 'string' | 'boolean'; about: string }>;
  run: (args: Arguments) => Promise<number>;
};

const COMMANDS: Record<string, Command> = {
  serve: {
    usage: 'serve',
    summary: 'Web and background work in one process',
    options: {},
    run: () => runServe({ web: true, worker: true }),
  },
  web: { usage: 'web', summary: 'Only the web side', options: {}, run: () => runServe({ web: true, worker: false }) },
  worker: {
    usage: 'worker',
    summary: 'Only the background work',
    options: {},
    run: () => runServe({ web: false, worker: true }),
  },
  migrate: { usage: 'migrate', summary: 'Bring the database up to date', options: {}, run: runMigrate },
  import: {
    usage: 'import FILE',
    summary: 'Bring a conference in from a file, of any format',
    options: {
      organizer: { type: 'string', about: 'the organizer it belongs to, by slug; made where there is none yet' },
      into: { type: 'string', about: 'the event to bring it into, by slug' },
      publish: { type: 'boolean', about: 'show it to the public at once' },
      preview: { type: 'boolean', about: 'say what would happen and write nothing' },
      withdraw: { type: 'boolean', about: 'withdraw what the file lacks, even if that is most of the programme' },
      'time-zone': { type: 'string', about: 'the zone of times without one' },
      'fetch-media': { type: 'boolean', about: 'fetch pictures and files that the file only points at' },
      json: { type: 'boolean', about: 'print one JSON object' },
    },
    run: runImport,
  },
  export: {
    usage: 'export SLUG FILE',
    summary:
      'Write an event as calendar.ics, calendar.xcs, xcal.xml, pentabarf.xml, schedule.json, sessions.csv, speakers.csv or open-event.zip',
    options: {
      out: { type: 'string', about: 'where to; without it to stdout' },
      dialect: { type: 'string', about: 'of open-event.zip: dash or snake' },
      client: { type: 'string', about: 'of schedule.xml: fosdem, for the apps of FOSDEM' },
      times: { type: 'string', about: 'of calendar.xcs: offset, 2027-05-08T09:30:00+01:00 instead of UTC' },
      private: { type: 'boolean', about: 'with what is not public, such as e-mail addresses' },
    },
    run: runExport,
  },
  demo: {
    usage: 'demo',
    summary: 'An invented conference to look around in',
    options: {},
    run: runDemo,
  },
  admin: {
    usage: 'admin grant EMAIL',
    summary: 'Make somebody an administrator and print a link that signs them in',
    options: {},
    run: runAdmin,
  },
  jobs: {
    usage: 'jobs [list]',
    summary: 'Background work: what waits and what failed for good. Also: jobs retry ID|all, jobs drop ID',
    options: { json: { type: 'boolean', about: 'print one JSON object' } },
    run: runJobs,
  },
  fees: {
    usage: 'fees [list]',
    summary:
      'What this installation takes of card payments. Also: fees set ORGANIZER, and fees usual ORGANIZER to take it back',
    options: {
      percent: { type: 'string', about: 'set: such as 1.5' },
      fixed: { type: 'string', about: 'set: such as "0.30 EUR, 0.35 USD"' },
    },
    run: runFees,
  },
  pictures: {
    usage: 'pictures [sizes]',
    summary:
      'The sizes that pictures are made in. Also: pictures size NAME 1300x500, and pictures remake to make all again',
    options: {
      event: { type: 'string', about: 'remake: only this event, by slug' },
      quality: { type: 'string', about: 'size: 1 to 100' },
      aspect: { type: 'string', about: 'size: kept (all of the picture, within the box) or cropped (the box filled)' },
      animated: { type: 'string', about: 'size: on or off (the first frame)' },
      default: { type: 'boolean', about: 'size: as the program has it' },
      json: { type: 'boolean', about: 'remake: print one JSON object' },
    },
    run: runPictures,
  },
  storage: {
    usage: 'storage [check]',
    summary: 'Whether files can be written and read. Also: storage sweep, to remove those that nothing names',
    options: {
      'dry-run': { type: 'boolean', about: 'sweep: say what would be removed, and remove nothing' },
      grace: { type: 'string', about: 'sweep: leave alone what is younger than so many hours (24)' },
      'take-over': {
        type: 'boolean',
        about: 'sweep: files of another installation, or from before FOYER_SECRET changed',
      },
      json: { type: 'boolean', about: 'sweep: print one JSON object' },
    },
    run: runStorage,
  },
  doctor: {
    usage: 'doctor',
    summary: 'Check settings, database, storage and mail server',
    options: {
      'mail-to': { type: 'string', about: 'also send a trial mail to that address' },
      json: { type: 'boolean', about: 'print one JSON object' },
    },
    run: runDoctor,
  },
};

/** Runs one command line and returns its exit code: 0 only when all was done. */
export async function runCommandLine(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  const command = name && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command || !name) {
    process.stdout.write(overview());
    return name === undefined || name === '--help' || name === 'help'
      ? 0
      : complain(`There is no command "${name}". See foyer --help.`);
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(helpOf(command));
    return 0;
  }
  try {
    return await command.run(parse(command, rest));
  } catch (error) {
    if (isStopping()) return 130;
    if (process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace')
      process.stderr.write(`${inspect(error)}\n`);
    if (error instanceof FoyerError) return complain([error.message, ...problemsOf(error)].join('\n'));
    complain(`${wordsOf(error)} (LOG_LEVEL=debug shows more)`);
    return 1;
  }
}

/** What is wrong where, without words that the message has said already. */
function problemsOf(error: FoyerError): string[] {
  const problems = error instanceof Invalid ? error.problems : [];
  return problems.flatMap(({ where, message }) => {
    if (!error.message.includes(message)) return [`  ${where}: ${message}`];
    return where === 'file' || error.message.includes(where) ? [] : [`  at ${where}`];
  });
}

function parse(command: Command, rest: string[]): Arguments {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
  try {
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true });
    return { values: values as Arguments['values'], positionals };
  } catch (cause) {
    throw new Invalid(`${(cause as Error).message}\n${helpOf(command)}`, [], 'usage', { cause });
  }
}

function overview(): string {
  const lines = Object.values(COMMANDS).map((command) => `  foyer ${command.usage.padEnd(20)} ${command.summary}`);
  return `Foyer: events, their programme and their tickets.\n\n${lines.join('\n')}\n\nfoyer COMMAND --help says more of each.\n`;
}

function helpOf(command: Command): string {
  const lines = Object.entries(command.options).map(
    ([name, { type, about }]) => `  --${name}${type === 'string' ? ' VALUE' : ''}`.padEnd(24) + about,
  );
  return `foyer ${command.usage}\n${command.summary}.\n${lines.length > 0 ? `\n${lines.join('\n')}\n` : ''}`;
}

function complain(message: string): number {
  process.stderr.write(`foyer: ${message}\n`);
  return 2;
}

if (process.argv[1] === import.meta.filename) {
  // Whoever reads us may stop reading: `foyer export ... | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  takeSignals();
  process.exitCode = await runCommandLine(process.argv.slice(2));
}
