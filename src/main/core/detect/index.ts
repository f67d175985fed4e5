export { createPeopleList, type PeopleList } from './people.ts'
export { createDetectTopics } from './topics.ts'
