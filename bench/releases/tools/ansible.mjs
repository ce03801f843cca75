import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const playbook = `
- hosts: all
  gather_facts: false
  tasks:
    - synchronize:
        src: "{{ lookup('env', 'TREE') }}/"
        dest: "{{ lookup('env', 'ROOT') }}/releases/{{ lookup('env', 'NEXT') }}/"
        link_dest: "{{ [lookup('env', 'ROOT') + '/releases/' + lookup('env', 'BEFORE')] if lookup('env', 'BEFORE') else omit }}"
        use_ssh_args: true
    - file:
        src: "releases/{{ lookup('env', 'NEXT') }}"
        path: "{{ lookup('env', 'ROOT') }}/current"
        state: link
        force: true
        follow: false
`;

/** Ansible's own wrapper around rsync, and its file module for the link, with the options its manual calls fast. */
export const ansible = {
  name: 'Ansible: synchronize, link',
  needs: ['ansible-playbook', 'rsync'],
  prepare({ bed }) {
    const at = (name) => join(bed.directory, name);
    writeFileSync(at('playbook.yml'), playbook);
    const hosts = bed.hosts.map(
      ({ address }) =>
        `${address} ansible_user=${bed.keys.user} ansible_python_interpreter=python3\n`,
    );
    writeFileSync(at('inventory'), hosts.join(''));
  },
  deploy: ({ bed, hosts }) => ({
    script: `
      export ANSIBLE_SSH_ARGS="$SSH_OPTIONS -o ControlMaster=auto -o ControlPersist=60s"
      ansible-playbook -i inventory --limit "$(echo $ADDRESSES | tr ' ' ,)" playbook.yml`,
    env: {
      ...{ ANSIBLE_PIPELINING: 'True', ANSIBLE_FORKS: String(hosts.length) },
      ...{ ANSIBLE_SSH_CONTROL_PATH_DIR: join(bed.directory, 'cp'), ANSIBLE_NOCOWS: '1' },
      ANSIBLE_HOST_KEY_CHECKING: 'True',
    },
    // Every run of a build begins without connections.
    after: 'for socket in cp/*; do ssh -o ControlPath="$socket" -O exit x || true; done',
  }),
};
