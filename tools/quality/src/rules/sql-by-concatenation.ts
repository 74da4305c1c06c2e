import type { Rule } from 'eslint';

const SQL = /^\s*(?:select\s[\s\S]+\sfrom|insert\s+into|update\s+\S+\s+set|delete\s+from|drop\s+table)\b/i;

type Part = { type: string; value?: unknown; operator?: string; left?: Part; right?: Part };

/** Statements that are put together from text and values. A tagged template binds its values, so it is not one. */
export const sqlByConcatenation: Rule.RuleModule = {
  create({ report }) {
    return {
      BinaryExpression(node) {
        const parent = (node as Rule.Node).parent as Part | null;
        if (node.operator !== '+' || (parent?.type === 'BinaryExpression' && parent.operator === '+')) return;
        const parts = flatten(node as Part);
        const text = parts.map(({ value }) => (typeof value === 'string' ? value : ' ? ')).join('');
        if (parts.some(({ type }) => type !== 'Literal') && SQL.test(text))
          report({ node, message: 'SQL is put together from text and values; bind the values instead.' });
      },
      TemplateLiteral(node) {
        if ((node as Rule.Node).parent?.type === 'TaggedTemplateExpression' || node.expressions.length === 0) return;
        if (SQL.test(node.quasis.map(({ value }) => value.raw).join(' ? ')))
          report({ node, message: 'SQL is put together from text and values; bind the values instead.' });
      },
    };
  },
};

function flatten(node: Part): Part[] {
  return node.type === 'BinaryExpression' && node.operator === '+'
    ? [...flatten(node.left!), ...flatten(node.right!)]
    : [node];
}
