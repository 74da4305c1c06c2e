/** Texts such as people write and formats must escape, for tests that must hold for all of them. */
import fc from 'fast-check';

const WORDS = [
  'open',
  'Ärger',
  'naïve',
  'Łódź',
  'ß',
  'مؤتمر',
  'الوصول',
  'פתיחה',
  'שלום',
  '開会',
  'の',
  '회의',
  'ผู้พูด',
  'हिन्दी',
  '🎪',
  '👩🏽‍🚀',
  'e\u0301clair',
  'a,b;c',
  'x\\y',
  '\\n',
  'R&D',
  '<b>',
  ']]>',
  '"so-called"',
  "it's",
  '100%',
  '=1+1',
  '-',
  '#1',
  '@home',
  'TZID',
  'BEGIN:VEVENT',
  'C++/C#',
  'a\u200fb',
  '\u202bאב\u202c',
  '…',
  'null',
  '{x}',
  '`tick`',
  '^',
  "^'",
  'abcdefghijklmnopqrstuvwxyz0123456789',
  '漢字仮名交じり文字列を折り返す',
  '&amp;',
  '&#6;',
  'tab\tbed',
  'bell\u0006',
];
/** One line of words in many scripts, with what the formats must escape. */
export const arbitraryLine = (most = 6): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
        { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
      ),
      { minLength: 1, maxLength: most },
    )
    .map((words) => words.join(' '));

/** Nothing, a line, or several paragraphs. */
export const arbitraryText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant(''),
    arbitraryLine(12),
    fc.array(arbitraryLine(20), { minLength: 2, maxLength: 5 }).map((lines) => lines.join('\n')),
    fc.array(arbitraryLine(20), { minLength: 2, maxLength: 3 }).map((lines) => lines.join('\r\n\r\n')),
  );

/** Nothing or a line. */
export const optionalLine = fc.oneof(fc.constant(''), arbitraryLine());
