import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe has to say of the page as it stands, by WCAG 2.2 AA. */
export const violations = async (page: Page): Promise<readonly string[]> => {
  // The page's policy forbids scripts that are not its own; evaluate goes past it.
  await page.evaluate(axe)
  return page.evaluate(async () => {
    interface Found { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[] }[] }
    const { axe } = window as unknown as { axe: { run: (context: Document, options: object) => Promise<Found> } }
    const found = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`))
  })
}

/** Controls that are smaller than 24 by 24 pixels. */
export const smallControls = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, select, textarea, input[type=text], input[type=password], .tools a, nav a, [role=slider], label.radio, label.check, .segments label')]
      .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 100) }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(({ html }) => html),
  )

/** What reaches past the right edge of the window; `within` narrows where it is looked for. */
export const beyondEdge = (page: Page, within = 'main'): Promise<readonly string[]> =>
  page.evaluate(
    (root) =>
      [...document.querySelectorAll(`${root} *`)]
        .filter((element) => element.closest('.said, [popover], .wave') === null && element.getClientRects().length > 0)
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(element).position !== 'fixed')
        .map((element) => element.outerHTML.slice(0, 120)),
    within,
  )
