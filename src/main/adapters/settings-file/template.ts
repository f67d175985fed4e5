/** What a new settings.yaml holds: every group, explained, all commented out, so that the defaults hold. */
export const SETTINGS_TEMPLATE = `# Settings of Freehold. Every line is optional; Freehold reads this file again whenever it is saved.
# All settings and their defaults are explained in docs/settings.md.

# memos:
#   watch:                # folders whose recordings are written down
#     - ~/Recordings
#   copyAudio: false      # true keeps a copy of each recording in the vault

# models:
#   speech: auto          # a model's name or path; auto takes the best that is found
#   language: auto
#   keepAliveMinutes: 5   # how long a model stays in memory after its last work
#   contextTokens: 0      # what a language model holds at once; more takes more memory, 0 chooses by this machine

# chat:
#   instructions: ''      # told to the model at the start of every chat
#   mode: auto            # local-only never offers the cloud; ask asks before each answer
#   whenFull: ask         # summarise or leave-out does so with the oldest turns by itself

# speech:
#   language: auto        # de, en, fr …
#   vocabulary: []        # names and terms to expect

# api:                    # other apps that use the models; the Models page changes it as well
#   on: false
#   port: 11500
#   needsToken: true

# privacy:                # what may leave this computer; the Privacy page changes it as well
#   localOnly: false
#   table:
#     note: { cloud: ask }    # never, ask, redact or allow, for mac, network and cloud
#   destinations:
#     - name: Anthropic
#       provider: anthropic   # or openai, for any server that speaks its format
#       credential: anthropic # its key: freehold credentials set anthropic
#       model: claude-sonnet-4-5
`
