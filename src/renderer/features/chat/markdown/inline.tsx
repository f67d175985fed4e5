import { Fragment, memo, useContext, useMemo, type ReactNode } from 'react'
import { Icon } from '../../../ui/icon.tsx'
import { OutsideContext, ReferencesContext } from './contexts.ts'
import { Formula } from './formula.tsx'
import { parser, type Token } from './parser.ts'

const CITED = /(?<=^|\s|\])\[(\d{1,2})\](?!\w)/g

/** Numbers in brackets lead to what was quoted. */
const withCitations = (text: string): ReactNode => {
  const parts = text.split(CITED)
  if (parts.length === 1) return text
  return parts.map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <span key={at} className="cite num">
        <span className="said">Source </span>
        {part}
      </span>
    ),
  )
}

/** Leads outside only after its address was shown. It has no address of its own: nothing is fetched ahead, and nothing opens by dragging it. */
const OutsideLink = ({ address, children }: { readonly address: string; readonly children: ReactNode }) => {
  const open = useContext(OutsideContext)
  return (
    <a
      role="link"
      tabIndex={0}
      title={address}
      onClick={() => open(address)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        open(address)
      }}
    >
      {children}
    </a>
  )
}

const hostOf = (address: string): string => {
  try {
    return new URL(address).hostname
  } catch {
    return 'elsewhere'
  }
}

const Picture = ({ address, alt }: { readonly address: string; readonly alt: string }) => {
  const open = useContext(OutsideContext)
  return (
    <button type="button" className="chip picture" title={address} onClick={() => open(address)}>
      <Icon name="pic" size={13} />
      <span className="break">
        {alt && `${alt}. `}Picture from {hostOf(address)}, not loaded
      </span>
    </button>
  )
}

const tree = (tokens: readonly Token[]): ReactNode => {
  let at = 0
  const until = (close: string | null): ReactNode[] => {
    const nodes: ReactNode[] = []
    while (at < tokens.length) {
      const token = tokens[at]
      at += 1
      if (!token || token.type === close) break
      nodes.push(<Fragment key={at}>{draw(token)}</Fragment>)
    }
    return nodes
  }
  const draw = (token: Token): ReactNode => {
    switch (token.type) {
      case 'text':
        return withCitations(token.content)
      case 'softbreak':
        return '\n'
      case 'hardbreak':
        return <br />
      case 'code_inline':
        return <code>{token.content}</code>
      case 'math_inline':
        return <Formula tex={token.content} display={false} />
      case 'strong_open':
        return <strong>{until('strong_close')}</strong>
      case 'em_open':
        return <em>{until('em_close')}</em>
      case 's_open':
        return <s>{until('s_close')}</s>
      case 'link_open':
        return <OutsideLink address={String(token.attrGet('href') ?? '')}>{until('link_close')}</OutsideLink>
      case 'image':
        return <Picture address={String(token.attrGet('src') ?? '')} alt={token.content} />
      default:
        return token.content
    }
  }
  return until(null)
}

/** A line of Markdown. It is parsed when it is drawn, and again only when it changes. */
export const Inline = memo(({ content }: { readonly content: string }) => {
  const references = useContext(ReferencesContext)
  const nodes = useMemo(() => tree(parser.parseInline(content, { ...(references && { references }) })[0]?.children ?? []), [content, references])
  return <>{nodes}</>
})
