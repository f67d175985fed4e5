import { Fragment, type ReactNode } from 'react'
import type { Change } from '../../../contract/privacy.ts'

const PLACEHOLDER = /(‹[^‹›\n]{1,60}›)/

/** A text as it would be sent, its placeholders drawn as chips. */
export const withChips = (text: string): ReactNode =>
  text.split(PLACEHOLDER).map((part, at) => (at % 2 === 1 ? <span key={at} className="hidden-detail">{part}</span> : <Fragment key={at}>{part}</Fragment>))

/** A text with what is hidden struck through beside what would go in its place; with `nowOnly`, only what would go. */
export const Changes = ({ changes, nowOnly = false }: { readonly changes: readonly Change[]; readonly nowOnly?: boolean }) => (
  <>
    {changes.map(({ was, now }, at) =>
      was === now ? (
        <Fragment key={at}>{now}</Fragment>
      ) : (
        <Fragment key={at}>
          {!nowOnly && (
            <del className="was">
              <span className="said">hidden: </span>
              {was}
            </del>
          )}
          {now !== '' && <ins className="hidden-detail">{now}</ins>}
        </Fragment>
      ),
    )}
  </>
)
