/** `This Mac` inside a sentence: `this Mac`. */
export const inSentence = (machineName: string): string => machineName.charAt(0).toLowerCase() + machineName.slice(1)
