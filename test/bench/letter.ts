const PARAGRAPH = `We looked at the plan again this morning, and most of it still holds. The second part needs more time than we thought, because the
figures from last year (about 12,400 in March, 9,800 in April) were counted twice. Ask Ann Lovelace whether she has the older sheets, or write to
ann@example.org. If nothing turns up until Friday, 27 November, let us go on with what there is: it is better to say openly what is missing than to
guess. The rooms on the first floor are free from 14:30; bring the drawings, the list of open questions and something to drink.\n\n`

/** A letter of that many characters, with a detail every few lines as people write them. */
export const letterOf = (length: number): string => PARAGRAPH.repeat(Math.ceil(length / PARAGRAPH.length)).slice(0, length)
