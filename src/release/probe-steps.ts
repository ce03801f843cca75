import type { ProbeCall, Step } from './plan.ts';
import type { Probe } from './probe.ts';
import type { ReleaseFacts } from './script.ts';

/** A host that is probed: its address, and the build it must answer with. */
export interface Probed {
  readonly host: string;
  readonly address: string;
  readonly release: ReleaseFacts;
}

/** The requests that prove the hosts' releases; one for all, or one for each host where the address says `{host}`. */
export function probeSteps(probes: readonly Probe[], hosts: readonly Probed[]): Step[] {
  const builds = [...new Set(hosts.map(({ release }) => release.build))];
  // Hosts that go back to different builds answer one address with different builds.
  const shared = builds.length === 1 ? builds[0] : undefined;
  return probes.flatMap((probe) =>
    probe.url.includes('{host}')
      ? hosts.map(({ host, address, release }) => ({
          ...call(probe, probe.url.replaceAll('{host}', inAddress(address)), release.build),
          of: host,
        }))
      : [call(probe, probe.url, shared)],
  );
}

/** An IPv6 address stands in brackets. */
function inAddress(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function call(probe: Probe, url: string, build: string | undefined): Step & ProbeCall {
  const { expect, timeout, within, release } = probe;
  const named =
    release === undefined || build === undefined ? {} : { release: { ...release, build } };
  return { does: 'probe', title: `Probe ${url}`, url, expect, timeout, within, ...named };
}
