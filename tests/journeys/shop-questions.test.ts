/**
 * An organiser asks, buyers answer with the details of their order: what is wrong is said beside its field, and the
 * team sees the answers.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { BLANK_QUESTION, type QuestionValues } from '#features/questions/question.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { updateTerms } from '#features/terms/server/update-terms.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { checkPage, type JourneyPage, openBrowser, type Reader, untilScriptsRan } from '#testing/browser.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { runFoyer } from '#testing/running-foyer.ts';

const foyer = await runFoyer();
const browser = await openBrowser();
const organizer = await makeOrganizer(foyer.ctx());
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

async function makeSale(...questions: Partial<QuestionValues>[]): Promise<EventScope> {
  const event = await makeEvent(foyer.ctx(), organizer);
  await createTicketType(foyer.ctx(), event, { ...BLANK_TICKET, name: 'Community', kind: 'free' });
  for (const values of questions) await createQuestion(foyer.ctx(), event, { ...BLANK_QUESTION, ...values });
  return event;
}

async function beginOrder(event: EventScope, reader: Reader, quantity: number): Promise<JourneyPage> {
  const page = await browser.newPage({ width: 360, ...reader });
  page.allow(/status of 422/);
  await page.goto(`${foyer.url}/e/${event.slug}`);
  await page.getByLabel('How many: Community').selectOption(String(quantity));
  await page.getByRole('button', { name: 'Get tickets' }).click();
  await page.getByLabel('Your name').fill('Ada Lind');
  await page.getByLabel('Your email address').fill('ada@example.org');
  return page;
}

/** The page of the order at the team. */
async function openOrder(event: EventScope, page: JourneyPage): Promise<JourneyPage> {
  const code = /\/orders\/([A-Z0-9]{8})\//.exec(page.url())?.[1] ?? '';
  const context = await browser.newContext({ width: 1280 });
  await foyer.signIn(context);
  const team = await browser.newPage({}, context);
  await team.goto(`${foyer.url}/manage/${organizer.slug}/events/${event.slug}/orders/${code}`);
  return team;
}

for (const javaScript of [true, false]) {
  const how = javaScript ? 'with scripts' : 'without scripts';

  test(`each ticket is asked; a question that depends on another, a file and the terms; mistakes keep everything, ${how}`, async () => {
    const event = await makeSale(
      { label: 'What do you eat', kind: 'choice', choices: ['Everything', 'Something else'], required: true },
      { label: 'What then', required: true, condition: { question: 1, value: 'Something else' } },
      { label: 'Proof of study', kind: 'file', required: true },
      { label: 'Pictures of me may be taken', kind: 'consent' },
      { label: 'Company', askedPer: 'order' },
    );
    await updateTerms(foyer.ctx(), event, { text: '## Foyer rules\n\n- Be kind' });
    const page = await beginOrder(event, { javaScript }, 1);
    const ticket = page.getByRole('group', { name: '1. Community' });
    const dependent = ticket.getByLabel('What then');
    await untilScriptsRan(page);
    assert.equal(await dependent.isVisible(), !javaScript);
    await ticket.getByLabel('Something else').check();
    await dependent.waitFor();
    await ticket.getByLabel('Proof of study').setInputFiles({ name: 'card.png', mimeType: 'image/png', buffer: PNG });
    await page.getByLabel('Company').fill('Lantern works');
    await page.getByLabel('I accept the terms').check();
    await checkPage(page, javaScript);
    await page.getByRole('button', { name: 'Complete order' }).click();
    await page.getByRole('alert').getByText('1. Community: What then').waitFor();
    await ticket.getByText('Answer this').waitFor();
    await ticket.getByText('Uploaded: card.png').waitFor();
    assert.deepEqual(
      [
        await page.getByLabel('Company').inputValue(),
        await ticket.getByLabel('Something else').isChecked(),
        await page.getByLabel('I accept the terms').isChecked(),
      ],
      ['Lantern works', true, true],
    );
    await checkPage(page, javaScript);
    await dependent.fill('No nuts');
    await ticket.getByLabel('Pictures of me may be taken').check();
    await page.getByRole('button', { name: 'Complete order' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your tickets' }).waitFor();
    await page.getByText('No nuts').waitFor();
    await checkPage(page, javaScript);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'card.png' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'card.png');
    const team = await openOrder(event, page);
    await team.getByText('No nuts').waitFor();
    await team.getByText('Lantern works').waitFor();
    await team.getByRole('link', { name: 'Edit answers' }).click();
    await team.getByLabel('What then').fill('No nuts, no milk');
    await team.getByRole('button', { name: 'Save answers' }).click();
    await team.getByText('No nuts, no milk').waitFor();
    await page.goto(`${page.url().split('?')[0]}/attendees`);
    await page.getByLabel('Everything').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Everything').waitFor();
    assert.equal(await page.getByText('No nuts').count(), 0);
    await checkPage(page, javaScript);
    await Promise.all([page.context().close(), team.context().close()]);
  });

  test(`without the terms nothing is ordered, and they can be read, ${how}`, async () => {
    const event = await makeSale();
    await updateTerms(foyer.ctx(), event, { text: '## Foyer rules\n\n- Be kind' });
    const page = await beginOrder(event, { javaScript }, 2);
    await page.locator('form').evaluateAll((forms) => {
      for (const form of forms) form.setAttribute('novalidate', '');
    });
    await page.getByRole('button', { name: 'Complete order' }).click();
    await page.getByText('Accept the terms to continue').last().waitFor();
    await checkPage(page, javaScript);
    const read = await browser.newPage({ javaScript, width: 360 });
    await read.goto(`${foyer.url}/e/${event.slug}/terms`);
    await read.getByRole('heading', { name: 'Foyer rules' }).waitFor();
    await checkPage(read, javaScript);
    await Promise.all([page.context().close(), read.context().close()]);
  });

  test(`the organiser adds questions, puts them in order, and changes one, ${how}`, async () => {
    const event = await makeSale();
    const context = await browser.newContext({ javaScript, width: 1280 });
    await foyer.signIn(context);
    const page = await browser.newPage({}, context);
    page.allow(/status of (409|422)/);
    const questions = `${foyer.url}/manage/${organizer.slug}/events/${event.slug}/tickets/questions`;
    await page.goto(questions);
    await page.getByRole('link', { name: 'Add question' }).click();
    await page.getByLabel('Question').fill('Shirt');
    await page.getByLabel('Answer type').selectOption('choice');
    await page.getByLabel('Choices').fill('Small');
    await page.getByRole('button', { name: 'Add question' }).click();
    await page.getByText('Enter at least two choices, one per line').last().waitFor();
    await page.getByLabel('Choices').fill('Small\nLarge');
    await page.getByRole('button', { name: 'Add question' }).click();
    await page.getByRole('link', { name: 'Add question' }).click();
    await page.getByLabel('Question').fill('Why large');
    await page.getByLabel('When to ask').selectOption('1:Large');
    await page.getByRole('button', { name: 'Add question' }).click();
    await page.getByText('only if “Shirt” is “Large”').waitFor();
    await checkPage(page, javaScript);
    await page.getByRole('button', { name: 'Move Why large up' }).click();
    await page.waitForFunction(() => document.querySelector('[data-item]')?.getAttribute('data-name') === 'Why large');
    await page.getByRole('link', { name: 'Shirt', exact: true }).click();
    await page.getByText('Delete this question').click();
    await page.getByRole('button', { name: 'Delete question' }).click();
    await page.getByText('“Why large” depends on this').waitFor();
    await page.goto(`${questions}/2`);
    await page.getByRole('button', { name: 'Hide this question' }).click();
    await page.getByText(/^Hidden/).waitFor();
    await checkPage(page, javaScript);
    await context.close();
  });
}
