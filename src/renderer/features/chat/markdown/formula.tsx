import { useEffect, useRef } from 'react'

/** Math, drawn as MathML once the part that can is loaded; until then, and where it is wrong, as it was written. */
export const Formula = ({ tex, display }: { readonly tex: string; readonly display: boolean }) => {
  const holder = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let isOurs = true
    void import('./draw-formula.ts').then(
      ({ drawFormula }) => {
        if (isOurs && holder.current) drawFormula(tex, holder.current, display)
      },
      // Without it the text as written stays.
      () => {},
    )
    return () => {
      isOurs = false
    }
  }, [tex, display])
  // What is drawn is not React's: a new text is a new element.
  return (
    <span key={tex} ref={holder} className={display ? 'formula block' : 'formula'}>
      {tex}
    </span>
  )
}
