import temml from 'temml'

// Macros may call themselves; a size may be a mile.
const BOUNDS = { maxExpand: 200, maxSize: [20, 50] } satisfies { readonly maxExpand: number; readonly maxSize: [number, number] }

/** Draws TeX into an element as MathML. Nothing in it can link, load or style; what is wrong stays as it was written. */
export const drawFormula = (tex: string, into: HTMLElement, display: boolean): void => {
  const drawn = document.createElement('span')
  try {
    temml.render(tex, drawn, { displayMode: display, throwOnError: true, trust: false, strict: false, ...BOUNDS })
    into.replaceChildren(...drawn.childNodes)
  } catch {
    into.textContent = tex
  }
}
