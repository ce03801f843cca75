import { describe, expect, test } from 'vitest';
import { probe } from '../../src/release/probe.ts';
import { probeSteps } from '../../src/release/probe-steps.ts';
import { aReleaseFacts } from '../support/a-script.ts';

const header = { header: 'X-Release' };
const hosts = (...pairs: [address: string, build: string][]) =>
  pairs.map(([address, build]) => ({ host: address, address, release: aReleaseFacts(build) }));
const asked = (url: string, probed: ReturnType<typeof hosts>) =>
  probeSteps([probe.parse({ url, release: header })], probed).map((step) =>
    step.does === 'probe' ? `${step.url} ${step.release?.build}` : '',
  );

describe('probeSteps()', () => {
  test('ask one address once, however many hosts there are', () => {
    expect(asked('https://shop.example.com/', hosts(['a', '7'], ['b', '7']))).toEqual([
      'https://shop.example.com/ 7',
    ]);
  });

  test('ask every host where the address says {host}', () => {
    expect(asked('http://{host}:8080/{host}', hosts(['a', '7'], ['b', '7']))).toEqual([
      'http://a:8080/a 7',
      'http://b:8080/b 7',
    ]);
  });

  test('write an IPv6 address in brackets, as addresses of the web do', () => {
    expect(asked('http://{host}:8080/', hosts(['::1', '7']))).toEqual(['http://[::1]:8080/ 7']);
  });

  test('ask each host for its own build when they go back to different ones', () => {
    expect(asked('http://{host}/', hosts(['a', '6'], ['b', '5']))).toEqual([
      'http://a/ 6',
      'http://b/ 5',
    ]);
  });

  test('ask one address for no build when hosts go back to different ones', () => {
    expect(asked('https://shop.example.com/', hosts(['a', '6'], ['b', '5']))).toEqual([
      'https://shop.example.com/ undefined',
    ]);
  });

  test('carry what the config says, and its defaults', () => {
    expect(probeSteps([probe.parse({ url: 'http://a/', expect: 204 })], [])).toEqual([
      {
        does: 'probe',
        title: 'Probe http://a/',
        url: 'http://a/',
        expect: [204],
        timeout: 5,
        within: 30,
      },
    ]);
  });
});
