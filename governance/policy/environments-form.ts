import * as z from 'zod';
import { fewer, ranked, undirected } from './direction.ts';
import { fields, type Grammar, keys, leaf } from './grammar.ts';
import { variables } from './variable-form.ts';

const name = z.string().min(1);

/** Deployment environments by name. */
export const environments: Grammar = keys(
  fields({
    type: leaf(
      z.enum(['Test', 'Staging', 'Production']).describe('Fixed when the environment is made'),
      undirected,
    ),
    adminOnly: leaf(z.boolean().describe('Only admins may deploy to it'), ranked(false, true)),
    was: leaf(name.describe('The name it had before: renamed, not made anew'), undirected),
    branches: leaf(
      z.array(name).describe('The branches that may deploy to it: no API sets or shows them'),
      fewer,
      (written) => written.toSorted(),
    ),
    variables,
  }),
);
