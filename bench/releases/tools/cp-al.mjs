import { perHost, switchOver } from './per-host.mjs';

/** The release before is linked as a whole, then made right by content; times are left out, they are other in every build. */
export const cpAl = {
  name: 'cp -al on the host, rsync -ac, rename',
  needs: ['rsync'],
  deploy: () => ({
    script: perHost(`
      [ -z "$BEFORE" ] || $SSH $there "cp -al $ROOT/releases/$BEFORE $ROOT/releases/$NEXT"
      rsync -acz --no-times --delete -e "$SSH" "$TREE/" "$there:$ROOT/releases/$NEXT/"
      $SSH $there ${switchOver}`),
  }),
};
