const TEMPORARY = /^~\$|~$|\.(tmp|temp|part|partial|crdownload|download|sb-[0-9a-z-]+)$/i
/** `.Lecture.m4a.icloud` stands for `Lecture.m4a`, which iCloud has not brought down. */
const PLACEHOLDER = /^\.(.+)\.icloud$/s

/** Hidden and temporary files, which are nobody's recordings; placeholders of iCloud are not among them. */
export const isIgnoredName = (name: string): boolean => (name.startsWith('.') && !PLACEHOLDER.test(name)) || TEMPORARY.test(name)

/** The name of the file that a placeholder stands for; null when it is none. */
export const placeholderOf = (name: string): string | null => PLACEHOLDER.exec(name)?.[1] ?? null
