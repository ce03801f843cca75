import { perHost, switchOver } from './per-host.mjs';

/** The files that are as before are links to those of the release before, made on the host. */
export const rsync = {
  name: 'rsync -az --link-dest, rename',
  needs: ['rsync'],
  deploy: () => ({
    script: perHost(`
      rsync -az -e "$SSH" \${BEFORE:+--link-dest=../$BEFORE} "$TREE/" "$there:$ROOT/releases/$NEXT/"
      $SSH $there ${switchOver}`),
  }),
};
