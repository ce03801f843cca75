import { median } from './median.mjs';

/** What several runs of one tool come to: medians, and the span of the times; of one that was too slow only how long it had. */
export function sum(runs, { phases }) {
  const late = runs.find(({ over }) => over);
  if (late) return { seconds: { median: late.seconds }, over: true };
  const of = (read) => median(runs.map(read));
  const seconds = runs.map((run) => run.seconds);
  return {
    seconds: { median: median(seconds), min: Math.min(...seconds), max: Math.max(...seconds) },
    bytes: of((run) => run.bytes),
    ...(phases && {
      trips: of((run) => tripsIn(phases(run.told))),
      phases: phases(runs.at(-1).told),
    }),
    ...{ here: of((run) => run.here), there: of((run) => run.there) },
    megabytes: of((run) => run.megabytes),
  };
}

function tripsIn(phases) {
  return phases.reduce((all, { trips }) => all + trips, 0);
}
