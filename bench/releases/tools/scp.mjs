import { perHost, switchOver } from './per-host.mjs';

/** Every file, every time. */
export const scp = {
  name: 'scp -r, rename',
  needs: ['scp'],
  followsLinks: true,
  deploy: () => ({
    script: perHost(`
      scp -q -r $SSH_OPTIONS "$TREE" "$there:$ROOT/releases/$NEXT"
      $SSH $there ${switchOver}`),
  }),
};
