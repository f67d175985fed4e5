import type { Token } from '../tokens.ts'
import { wordSet } from '../vocabulary.ts'

const ENGLISH = wordSet('the and to of is in you my for it that i was on with are have be at this not by or from your but they we has had he she his her our will would what when where how can could please do me so if as an a')
// Tongues that write every noun large, and others in which a large word says as little of a name.
const OTHERS = wordSet('der die das und ist nicht ich du sie wir ein eine zu mit den dem von auf für im le la les et est une des que qui el los las y en por para con il lo di che un het een van de och att det jag på og ikke jeg på')

/** Whether a large word within a sentence says something: in English it does, in German it does not. */
export const speaksEnglish = (tokens: readonly Token[]): boolean => {
  let english = 0
  let others = 0
  for (const { folded } of tokens) {
    if (ENGLISH.has(folded)) english += 1
    else if (OTHERS.has(folded)) others += 1
  }
  return english >= others
}
