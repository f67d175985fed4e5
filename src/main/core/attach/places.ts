/** Where the texts of files that went along are kept, in the vault. */
export const ATTACHMENTS_FOLDER = 'Chats/Attachments'

/** Where a person keeps prompts. */
export const PROMPTS_FOLDER = 'Prompts'
