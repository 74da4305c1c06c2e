// Tells a chat channel how a run of a workflow ended: every failure, and the first success after one. Speaks the format
// of Slack's incoming webhooks, which Mattermost, Rocket.Chat, Discord (with /slack) and others take too.
// Reads the event that started it; without CHAT_WEBHOOK_URL nothing is told, and that is no fault. Runs on Node alone.
import { readFileSync } from 'node:fs';

const BAD = ['failure', 'timed_out', 'startup_failure'];

const { CHAT_WEBHOOK_URL: webhook, GITHUB_EVENT_PATH: eventFile } = process.env;
if (!webhook) say('CHAT_WEBHOOK_URL is not set: nobody is told.');
else await notify(JSON.parse(readFileSync(eventFile, 'utf8')));

async function notify({ workflow_run: run, repository }) {
  const failed = BAD.includes(run.conclusion);
  if (!failed && run.conclusion !== 'success') return say(`It ended as "${run.conclusion}": nobody is told.`);
  // A branch of somebody else's copy may be called main as well.
  const foreign = run.head_repository?.full_name !== repository.full_name;
  if (!failed && (foreign || !BAD.includes(await previousConclusion(run, repository))))
    return say('It went well, as before: nobody is told.');
  const answer = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(messageOf(run, repository, failed)),
  });
  // What the channel thinks of it must not make a second red run.
  say(answer.ok ? 'Told.' : `The channel answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
}

/**
 * How the attempt before this one ended, or the run of the same workflow on the same branch before it, those left out
 * that were called off.
 */
async function previousConclusion(run, repository) {
  if (run.run_attempt > 1) return (await ask(repository, `runs/${run.id}/attempts/${run.run_attempt - 1}`)).conclusion;
  const query = new URLSearchParams({ branch: run.head_branch, status: 'completed', per_page: '20' });
  const { workflow_runs: runs } = await ask(repository, `workflows/${run.workflow_id}/runs?${query}`);
  return runs.find((other) => other.run_number < run.run_number && [...BAD, 'success'].includes(other.conclusion))
    ?.conclusion;
}

async function ask(repository, what) {
  const api = process.env.GITHUB_API_URL ?? 'https://api.github.com';
  const answer = await fetch(`${api}/repos/${repository.full_name}/actions/${what}`, {
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${process.env.GITHUB_TOKEN}` },
  });
  if (!answer.ok) throw new Error(`Earlier runs could not be read: ${answer.status}`);
  return answer.json();
}

function messageOf(run, repository, failed) {
  const what = `${run.name} of ${repository.full_name} on ${run.head_branch}`;
  const commit = (run.head_commit?.message ?? '').split('\n')[0].slice(0, 150);
  const headline = failed ? `${what} failed` : `${what} works again`;
  const lines = [
    `${failed ? ':red_circle:' : ':large_green_circle:'} *<${run.html_url}|${plain(headline)}>*`,
    `${run.head_sha.slice(0, 7)} ${plain(commit)} (${plain(run.actor?.login ?? 'somebody')})`,
    `<${run.html_url}|Log of run ${run.run_number}>${run.run_attempt > 1 ? `, attempt ${run.run_attempt}` : ''}`,
  ];
  return { text: plain(headline), blocks: [{ type: 'section', text: { type: 'mrkdwn', text: lines.join('\n') } }] };
}

/** Slack's own three; nobody is called by what a branch or a commit is named. */
function plain(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('|', '¦')
    .replaceAll('*', '∗');
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
