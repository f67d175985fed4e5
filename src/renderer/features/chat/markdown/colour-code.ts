import { createElement, Fragment, type ReactNode } from 'react'
import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cpp from 'highlight.js/lib/languages/cpp'
import csharp from 'highlight.js/lib/languages/csharp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import go from 'highlight.js/lib/languages/go'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import kotlin from 'highlight.js/lib/languages/kotlin'
import markdown from 'highlight.js/lib/languages/markdown'
import php from 'highlight.js/lib/languages/php'
import python from 'highlight.js/lib/languages/python'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import sql from 'highlight.js/lib/languages/sql'
import swift from 'highlight.js/lib/languages/swift'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'
import { createLowlight } from 'lowlight'

const lowlight = createLowlight({ bash, c, cpp, csharp, css, diff, go, ini, java, javascript, json, kotlin, markdown, php, python, ruby, rust, sql, swift, typescript, xml, yaml })

type Piece = ReturnType<typeof lowlight.highlight>['children'][number]

const draw = (piece: Piece, at: number): ReactNode => {
  if (piece.type === 'text') return piece.value
  if (piece.type !== 'element') return null
  const names = piece.properties['className']
  return createElement('span', { key: at, ...(Array.isArray(names) && { className: names.join(' ') }) }, ...piece.children.map(draw))
}

/** Code in spans of colour; null for a language that is not known. It goes from tokens to elements, and is never HTML. */
export const colourCode = (code: string, language: string): ReactNode => {
  const name = language.toLowerCase()
  if (!lowlight.registered(name)) return null
  return createElement(Fragment, null, ...lowlight.highlight(name, code).children.map(draw))
}
