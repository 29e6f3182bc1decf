#!/bin/sh
# What `npm run test:lan` and the network benches need on Debian and Ubuntu. Run as root.
# The packages would start their services on this machine; the tests start their own in namespaces, so none is started.
set -eu
keep_quiet=/usr/sbin/policy-rc.d
if [ ! -e "$keep_quiet" ]; then
  printf '#!/bin/sh\nexit 101\n' > "$keep_quiet"
  chmod 755 "$keep_quiet"
  trap 'rm -f "$keep_quiet"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends \
  avahi-daemon avahi-utils dbus dnsmasq-base iproute2 iputils-ping nftables nmap tcpdump tshark
