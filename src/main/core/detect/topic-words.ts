import type { Topic } from '../../../contract/privacy.ts'

// Words that hardly ever stand in a text that is not about the topic, in English, German, French, Spanish and Italian. Few and
// plain on purpose: what they miss is for the model to see, and a word that cries wolf makes a person switch it off.
const WORDS: Readonly<Record<Topic, string>> = {
  health:
    'diagnosed diagnosis diagnoses chemotherapy chemo biopsy oncologist oncology tumor tumour cancer metastasis insulin diabetes diabetic antidepressant antidepressants antibiotics psychiatrist psychotherapy psychotherapist miscarriage ivf hiv std dialysis epilepsy asthma depression bipolar schizophrenia dementia alzheimer surgery prescription medication cardiologist gynecologist ultrasound mri ecg blutdruck diagnose chemotherapie krebs tumor arztbrief befund krankschreibung krankgeschrieben hausarzt psychotherapie rezept medikament medikamente fehlgeburt schwangerschaft depressionen operiert cancer diagnostic ordonnance médecin chimiothérapie dépression grossesse médicament médicaments diagnóstico quimioterapia cáncer embarazo receta médico medicamento medicamentos depresión diagnosi chemioterapia tumore gravidanza ricetta farmaci depressione',
  money:
    'salary salaries payslip payroll mortgage overdraft bankruptcy insolvent insolvency foreclosure creditor creditors alimony pension severance payday indebted gehalt gehaltsabrechnung lohnabrechnung lohn hypothek kredit schulden insolvenz steuerbescheid steuererklärung rente abfindung kontostand salaire bulletin hypothèque dettes faillite découvert retraite impôts salario sueldo nómina hipoteca deudas quiebra pensión impuestos stipendio busta mutuo debiti fallimento pensione',
  family:
    'divorce divorced divorcing custody adoption adopted stepson stepdaughter stepmother stepfather pregnant fiancé fiancée separated infidelity affair scheidung geschieden sorgerecht unterhalt adoptiert schwanger trennung ehekrise divorcé divorcée enceinte adoptée divorcio divorciada divorciado custodia embarazada divorzio affidamento incinta separazione',
  legal:
    'lawsuit litigation plaintiff defendant attorney subpoena indictment indicted settlement probate affidavit deposition felony misdemeanor parole bail arrested prosecutor nda whistleblower rechtsanwalt rechtsanwältin anwalt anwältin klage kläger beklagte vorladung gerichtstermin testament vollmacht strafanzeige staatsanwalt staatsanwaltschaft abmahnung avocat avocate procès plainte tribunal assignation testament abogado abogada demanda juicio querella testamento avvocato avvocata querela tribunale testamento',
}

// Two of the doubtful ones make a topic, one alone does not: "an affair of state", "a settlement on the river".
const DOUBTFUL = new Set(
  'surgery prescription medication depression ultrasound pension rente kredit lohn custody adoption adopted separated affair trennung settlement deposition bail retraite receta ricetta rezept médico médecin bulletin demanda klage testament testamento tribunal tribunale juicio separazione custodia impôts impuestos salary salaries mutuo busta diagnosis diagnose diagnostic tumor cancer'.split(' '),
)

const topicsByWord = new Map<string, Topic[]>()
for (const [topic, words] of Object.entries(WORDS) as [Topic, string][]) for (const word of words.split(' ')) topicsByWord.set(word, [...new Set([...(topicsByWord.get(word) ?? []), topic])])

/** Topics that the words of a text leave no doubt of; a floor under what the model says. */
export const topicsOfWords = (text: string): readonly Topic[] => {
  const seen = new Map<Topic, Set<string>>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{M}]+/gu)) for (const topic of topicsByWord.get(word) ?? []) seen.set(topic, (seen.get(topic) ?? new Set()).add(word))
  return [...seen].filter(([, words]) => words.size > 1 || [...words].some((word) => !DOUBTFUL.has(word))).map(([topic]) => topic)
}
