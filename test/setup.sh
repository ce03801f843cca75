#!/bin/sh
# Gets what the tests need, then runs the tests: sh test/setup.sh COMMAND…
#
# As root on Debian or Ubuntu it installs what is missing, asks for nothing and starts no service. Anywhere else it says
# what is missing; the tests that need it skip themselves. Its exit status is the command's. SETUP_PARTS names other parts
# than those of the tests.
set -eu
PATH=$PATH:/usr/sbin:/sbin

parts=${SETUP_PARTS:-ssh laravel capistrano browser image}

title_of() {
  case $1 in
    ssh) echo 'releases to real OpenSSH servers' ;;
    laravel) echo 'releases of a real Laravel application' ;;
    browser) echo 'pages in a real browser' ;;
    capistrano) echo 'taking over from a real Capistrano' ;;
    image) echo 'the container image' ;;
    peers) echo 'other tools beside a release' ;;
  esac
}

packages_of() {
  case $1 in
    ssh) echo openssh-server git busybox ;;
    # The -core packages of MariaDB: the same server without a service of its own.
    laravel) echo php-cli php-fpm php-mysql php-xml php-mbstring php-curl php-laravel-framework \
      nginx-light mariadb-server-core mariadb-client ;;
    browser) echo chromium fonts-dejavu-core ;;
    capistrano) echo capistrano ruby-ed25519 ruby-bcrypt-pbkdf ;;
    image) echo podman runc mmdebstrap ;;
    peers) echo rsync ansible zstd tar gcc libc6-dev time iproute2 php-laravel-framework ;;
  esac
}

commands_of() {
  case $1 in
    ssh) echo sshd git busybox ;;
    laravel) echo php nginx mariadbd ;;
    browser) echo chromium ;;
    capistrano) echo cap ;;
    image) echo podman mmdebstrap ;;
    peers) echo rsync ansible-playbook zstd gcc time ip ;;
  esac
}

main() {
  if can_install; then
    install_missing || echo 'setup: the installation failed: the tests that need it are skipped' >&2
  fi
  status=0
  "$@" || status=$?
  say_skipped
  exit "$status"
}

can_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

# Containers take CAP_SYS_ADMIN, the 22nd capability: root has it on a machine, and seldom in a container.
can_contain() {
  capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
  [ $((0x$capabilities >> 21 & 1)) = 1 ]
}

install_missing() {
  can_contain || parts=$(echo $parts | sed 's/ *image//')
  wanted=$(for part in $parts; do missing_of "$part"; done)
  [ -n "$wanted" ] || return 0
  echo "setup: installing" $wanted >&2
  hold_services
  installed=0
  quiet apt-get update -qq -o Acquire::Languages=none && { install_packages $wanted || install_parts; } || installed=$?
  release_services
  return "$installed"
}

# Where all at once do not go, one after another: what an archive does not have (Ubuntu's chromium is no package) keeps no
# other part away.
install_parts() {
  failed_parts=0
  for part in $parts; do
    missing=$(missing_of "$part")
    [ -z "$missing" ] || install_packages $missing || failed_parts=1
  done
  return "$failed_parts"
}

install_packages() {
  quiet apt-get install -qq --no-install-recommends "$@"
}

# Debian starts a service when it installs one, unless this file says no (policy-rc.d, Debian Policy 9.3.3.2).
hold_services() {
  holder=
  [ -e /usr/sbin/policy-rc.d ] && return
  holder=/usr/sbin/policy-rc.d
  trap release_services EXIT
  printf '#!/bin/sh\nexit 101\n' >"$holder"
  chmod 755 "$holder"
}

release_services() {
  [ -z "$holder" ] || rm -f "$holder"
  holder=
}

# Runs a command with its output shown only when it fails.
quiet() {
  output=$(DEBIAN_FRONTEND=noninteractive "$@" -o DPkg::Lock::Timeout=300 2>&1) || {
    failed=$?
    echo "$output" >&2
    return "$failed"
  }
}

# The packages of a part that are not installed; where nobody knows packages, its commands that are not there.
missing_of() {
  if command -v dpkg-query >/dev/null; then
    dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' 2>/dev/null |
      awk -v wanted="$(packages_of "$1")" '
        $1 == "installed" { have[$2] = 1 }
        END { n = split(wanted, want, " "); for (i = 1; i <= n; i++) if (!(want[i] in have)) print want[i] }'
  else
    for command in $(commands_of "$1"); do command -v "$command" >/dev/null || echo "$command"; done
  fi
}

say_skipped() {
  for part in $parts; do
    missing=$(missing_of "$part")
    [ -z "$missing" ] || echo "setup: skipped $(title_of "$part"): not installed here:" $missing
  done
  [ -z "${SETUP_PARTS:-}" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    echo "setup: skipped what needs root: $(title_of image)"
  elif ! can_contain; then
    echo "setup: skipped $(title_of image): no container can be started here"
  fi
}

main "$@"
