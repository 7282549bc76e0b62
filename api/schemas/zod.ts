import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

/** The one place that zod is taken from: extended once, so that a schema is also its documentation. */
extendZodWithOpenApi(z);

export { z };
