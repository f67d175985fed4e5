import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { CatalogueModelSchema } from '../../../contract/models.ts'
import type { CatalogueModel } from '../../../contract/models.ts'
import type { ReadYaml } from '../../core/ports/index.ts'

const CatalogueSchema = z.strictObject({ models: z.array(CatalogueModelSchema) })

/** The models that are offered, from `resources/models.yaml`; a mistake in it is one of ours, and is thrown. */
export const readCatalogue = async (path: string, readYaml: ReadYaml): Promise<readonly CatalogueModel[]> => CatalogueSchema.parse(readYaml(await readFile(path, 'utf8'))).models
