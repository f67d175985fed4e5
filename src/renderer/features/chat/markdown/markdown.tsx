import { memo, useMemo } from 'react'
import { ReferencesContext } from './contexts.ts'
import { CodeBlock } from './code-block.tsx'
import { Formula } from './formula.tsx'
import { Inline } from './inline.tsx'
import { createBlockReader, type Block, type ListItem } from './read-blocks.ts'
import { Icon } from '../../../ui/icon.tsx'

// React looks at each child of a long answer with every word that comes; it passes over those that stand in a whole group.
const GROUP = 40

const Item = memo(
  ({ item: { children, done } }: { readonly item: ListItem }) => (
    <li className={done === null ? '' : 'task'} dir="auto">
      {done !== null && (
        <span className={`box ${done ? 'done' : ''}`} role="img" aria-label={done ? 'Done' : 'Not done'}>
          {done && <Icon name="check" size={12} />}
        </span>
      )}
      {children.map((block, at) => (
        <BlockView key={at} block={block} />
      ))}
    </li>
  ),
  (before, after) => before.item === after.item || (before.item.source === after.item.source && before.item.tight === after.item.tight),
)

const Items = ({ items }: { readonly items: readonly ListItem[] }) => items.map((item, at) => <Item key={at} item={item} />)

const HEADINGS = ['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const

const draw = (block: Block) => {
  switch (block.kind) {
    case 'paragraph':
      return block.tight ? (
        <Inline content={block.content} />
      ) : (
        <p dir="auto">
          <Inline content={block.content} />
        </p>
      )
    case 'heading': {
      const Heading = HEADINGS[block.level - 1] ?? 'h6'
      return (
        <Heading className={`h h${block.level}`} dir="auto">
          <Inline content={block.content} />
        </Heading>
      )
    }
    case 'code':
      return <CodeBlock code={block.code} language={block.language} closed={block.closed} />
    case 'list':
      return block.start === null ? (
        <ul>
          <Items items={block.items} />
        </ul>
      ) : (
        <ol start={block.start}>
          <Items items={block.items} />
        </ol>
      )
    case 'quote':
      return (
        <blockquote dir="auto">
          {block.children.map((child, at) => (
            <BlockView key={at} block={child} />
          ))}
        </blockquote>
      )
    case 'table':
      return <TableView {...block} />
    case 'math':
      return <Formula tex={block.tex} display />
    case 'rule':
      return <hr />
  }
}

const TableView = ({ align, head, rows }: Pick<Extract<Block, { kind: 'table' }>, 'align' | 'head' | 'rows'>) => (
  <div className="table" tabIndex={0} role="region" aria-label="Table">
    <table>
      <thead>
        <tr>
          {head.map((cell, at) => (
            <th key={at} className={align[at]} scope="col">
              <Inline content={cell} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, line) => (
          <tr key={line}>
            {row.map((cell, at) => (
              <td key={at} className={align[at]}>
                <Inline content={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const isTight = (block: Block): boolean => block.kind === 'paragraph' && block.tight

const BlockView = memo(
  ({ block }: { readonly block: Block }) => draw(block),
  (before, after) => before.block === after.block || (before.block.kind === after.block.kind && before.block.source === after.block.source && isTight(before.block) === isTight(after.block)),
)

const Group = memo(
  ({ blocks }: { readonly blocks: readonly Block[] }) => blocks.map((block, at) => <BlockView key={at} block={block} />),
  (before, after) => before.blocks.length === after.blocks.length && before.blocks.every((block, at) => block === after.blocks[at]),
)

/** Markdown as elements, never as HTML. While it grows, only its end is read and drawn anew. */
export const Markdown = ({ text, growing }: { readonly text: string; readonly growing: boolean }) => {
  const read = useMemo(createBlockReader, [])
  const { blocks, references } = read(text, growing)
  const groups = Array.from({ length: Math.ceil(blocks.length / GROUP) }, (_, at) => blocks.slice(at * GROUP, (at + 1) * GROUP))
  return (
    <ReferencesContext value={references ?? null}>
      {groups.map((group, at) => (
        <Group key={at} blocks={group} />
      ))}
    </ReferencesContext>
  )
}
