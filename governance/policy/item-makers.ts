import type { Aside, DesiredItem, Said, SectionName } from '../desired.ts';
import type { Json } from '../resources/resource.ts';
import { branchRule } from './branch-rules.ts';
import { matcherOf } from './matcher.ts';
import { lastWord, livePartsOf, type Setting, settingAt } from './setting.ts';

/** A part of a section that becomes an item, with its control. */
interface Part {
  readonly name: string;
  readonly control: string;
  readonly setting: Setting;
}

/** The items of every kind, from what all layers say of its section. */
export const itemMakers: Readonly<Record<SectionName, (section: Setting) => DesiredItem[]>> = {
  branches: each('branches', branchItems),
  defaultReviewers: each('defaultReviewers', (part) => [made(part, { user: part.name })]),
  branchingModel: one('branchingModel'),
  inherit: one('inherit'),
  pipelines: one('pipelines'),
  environments: each('environments', (part) => [environmentItem(part)]),
  environmentVariables: each('environments', variablesOfEnvironment),
  variables: each('variables', (part) => [variableItem(part, {})]),
  repository: one('repository'),
  permissions: each('permissions', permissionItems),
  webhooks: each('webhooks', (part) => [webhookItem(part)]),
  schedules: each('schedules', (part) => [scheduleItem(part)]),
  knownHosts: each('knownHosts', (part) => [
    made(part, { hostname: part.name.split(' ')[0] ?? '', key: lastWord(part.setting) }),
  ]),
  sshKeyPair: one('sshKeyPair'),
  deployKeys: each('deployKeys', (part) => [
    made(part, { label: part.name, key: lastWord(part.setting) }),
  ]),
  mergeStrategies: each('mergeStrategies', (part) => [
    made(part, { branch: part.name, ...fieldsOf(part.setting) }),
  ]),
};

type Fields = Record<string, Json>;

function one(kind: SectionName) {
  return (setting: Setting) => {
    const item = fieldsOf(setting);
    return Object.keys(item).length === 0
      ? []
      : [made({ name: kind, control: kind, setting }, item)];
  };
}

function each(section: string, items: (part: Part) => DesiredItem[]) {
  return (setting: Setting) => partsOf({ name: section, control: section, setting }).flatMap(items);
}

function partsOf({ control, setting }: Part): Part[] {
  return livePartsOf(setting).map(([name, part]) => ({
    name,
    control: `${control}/${name}`,
    setting: part,
  }));
}

function made(part: Part, item: Json, more: Partial<DesiredItem> = {}): DesiredItem {
  const { name, control, setting } = part;
  return { key: name, control, item, absent: false, aside: {}, said: saidOf(setting), ...more };
}

/** Who said what of the item (`''`) and of each of its fields. */
function saidOf(setting: Setting, above = ''): Record<string, readonly Said[]> {
  const parts = livePartsOf(setting).map(([name, part]) =>
    saidOf(part, above === '' ? name : `${above}/${name}`),
  );
  return Object.assign({ [above]: setting.said }, ...parts);
}

function fieldsOf(setting: Setting): Fields {
  return Object.fromEntries(
    livePartsOf(setting).map(([name, part]) => [
      name,
      part.parts.size > 0 ? fieldsOf(part) : lastWord(part),
    ]),
  );
}

function branchItems(branch: Part): DesiredItem[] {
  const matcher = matcherOf(branch.name);
  return partsOf(branch).map((part) => {
    const { kind, form } = branchRule(part.name);
    const said = lastWord(part.setting);
    const absent = said === 'anyone' || said === (form === 'forbidden');
    const rule = { value: null, users: [], groups: [], ...ruleParts(said) };
    return made(part, { kind, ...matcher, ...rule }, { key: `${kind} ${branch.name}`, absent });
  });
}

function ruleParts(said: Json): Fields {
  if (typeof said === 'number') return { value: said };
  return typeof said === 'object' ? (said as Fields) : {};
}

function environmentItem(whole: Part): DesiredItem {
  // Its variables are items of their own.
  const parts = new Map([...whole.setting.parts].filter(([name]) => name !== 'variables'));
  const part = { ...whole, setting: { ...whole.setting, parts } };
  const { was, branches, ...fields } = fieldsOf(part.setting);
  const aside = { ...(was !== undefined && { was }), ...(branches !== undefined && { branches }) };
  return made(part, { name: part.name, ...fields }, { aside: aside as Aside });
}

function variablesOfEnvironment({ name, control, setting }: Part): DesiredItem[] {
  const variables = settingAt(setting, 'variables');
  return partsOf({ name, control: `${control}/variables`, setting: variables }).map((part) => ({
    ...variableItem(part, { environment: name }),
    key: `${name}/${part.name}`,
  }));
}

function variableItem(part: Part, above: Fields): DesiredItem {
  const said = lastWord(part.setting);
  const absent = said === false;
  const { from, ...fields } = (absent ? { secured: false, value: '' } : said) as Fields;
  const aside = from === undefined ? {} : { from: String(from) };
  return made(part, { ...above, key: part.name, ...fields }, { absent, aside });
}

function permissionItems(list: Part): DesiredItem[] {
  const to = list.name === 'groups' ? 'group' : 'user';
  return partsOf(list).map((part) => {
    const permission = lastWord(part.setting);
    const item = { to, name: part.name, permission };
    return made(part, item, { key: `${list.name}/${part.name}`, absent: permission === 'none' });
  });
}

function webhookItem(part: Part): DesiredItem {
  const { from, ...fields } = fieldsOf(part.setting);
  const aside = from === undefined ? {} : { from: String(from) };
  return made(part, { description: part.name, active: true, ...fields }, { aside });
}

function scheduleItem(part: Part): DesiredItem {
  const { name, setting } = part;
  // No branch has a space in its name, and every cron pattern has seven fields; a pipeline’s name is free.
  const [branch = '', ...words] = name.split(' ');
  const [pipeline, cron] = [words.slice(0, -7).join(' '), words.slice(-7).join(' ')];
  return made(part, { branch, pipeline, cron, enabled: lastWord(setting) });
}
