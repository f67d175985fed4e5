export { notesOfPeople, withFreshPeople } from './fresh-people.ts'
export { createPeopleList, type PeopleList } from './people.ts'
export { createDetectTopics } from './topics.ts'
