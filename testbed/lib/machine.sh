# What the machine must have before anything can run. Sourced by testbed/demo, testbed/test and the laboratory.
#
#   need_build   a JDK and Maven
#   need_lab     the emulator, tools to make images, and the Xen packages unpacked into $XEN_ROOT
#   need_cc      a C compiler and the headers of Xen's libraries (in $XEN_ROOT)
#   need_examples  what the documentation's examples in other languages are run with
#
# Everything that is downloaded stays in $CACHE, outside the repository, so that a second run starts at once.

CACHE=${XEN_NOTIFY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/xen-notify}
XEN_ROOT=$CACHE/xen-root
SYSTEMD_ROOT=$CACHE/systemd-root

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 69; }

is_debian_12() { [ -r /etc/debian_version ] && grep -q '^12' /etc/debian_version; }

# Installs the packages that are not there yet; one sentence when this machine cannot.
install() {
    missing=
    for package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -z "$missing" ] && return
    [ "$(id -u)" = 0 ] || die "missing packages:$missing: run this once as root, or install them with apt-get."
    say "Installing$missing"
    refresh_package_lists
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >"$CACHE/apt.log" 2>&1 ||
        die "apt-get could not install$missing: see $CACHE/apt.log."
}

refresh_package_lists() {
    mkdir -p "$CACHE"
    [ -n "$(find "$CACHE/package-lists-fresh" -mmin -600 2>/dev/null)" ] && return
    apt-get update >"$CACHE/apt.log" 2>&1 || say "apt-get update failed; going on with the package lists that are there."
    touch "$CACHE/package-lists-fresh"
}

need_build() {
    if is_debian_12; then
        command -v javac >/dev/null || install openjdk-17-jdk-headless
        command -v mvn >/dev/null || install maven openjdk-17-jdk-headless
    fi
    command -v javac >/dev/null || die "no JDK: install JDK 17 or newer."
    command -v mvn >/dev/null || die "no Maven: install Maven 3.8 or newer."
}

need_cc() {
    is_debian_12 || die "the C peers are built against Debian 12's Xen packages; this machine is not Debian 12."
    install gcc libc6-dev make
    need_xen_packages
}

need_examples() {
    install gcc libc6-dev socat curl
    command -v python3 >/dev/null || install python3
    command -v systemd-notify >/dev/null || install systemd
}

need_lab() {
    is_debian_12 || die "the laboratory is made from Debian 12's Xen packages; this machine is not Debian 12."
    [ "$(uname -m)" = x86_64 ] || die "the laboratory boots x86-64 Xen; this machine is $(uname -m)."
    install qemu-system-x86 cpio busybox-static kmod binutils xz-utils
    need_xen_packages
}

XEN_PACKAGES="xen-hypervisor-4.17-amd64 xen-utils-4.17 xen-utils-common xenstore-utils
    libxencall1 libxendevicemodel1 libxenevtchn1 libxenforeignmemory1 libxengnttab1 libxenhypfs1
    libxenmisc4.17 libxenstore4 libxentoolcore1 libxentoollog1 libxen-dev libyajl2 libnl-route-3-200 libnl-3-200
    liblzo2-2 liblzma5 zlib1g libuuid1 libfdt1"

# Unpacked, never installed: the hypervisor's package wants a boot loader.
need_xen_packages() {
    [ -e "$XEN_ROOT/.complete" ] && return
    refresh_package_lists
    kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: //p' | head -n 1)
    say "Unpacking Xen 4.17 and $kernel into $XEN_ROOT (once, about 550 MB)"
    unpack "$XEN_ROOT" $XEN_PACKAGES "$kernel"
}

SYSTEMD_PACKAGES="systemd libsystemd-shared libacl1 libapparmor1 libaudit1 libblkid1 libcap-ng0 libcap2 libcrypt1
    libgcrypt20 libgpg-error0 libip4tc2 libkmod2 liblz4-1 libmount1 libpam0g libpcre2-8-0 libseccomp2 libselinux1
    libssl3 libzstd1"

need_systemd_packages() {
    [ -e "$SYSTEMD_ROOT/.complete" ] && return
    refresh_package_lists
    say "Unpacking systemd into $SYSTEMD_ROOT (once)"
    unpack "$SYSTEMD_ROOT" $SYSTEMD_PACKAGES
}

# unpack DIRECTORY PACKAGE…
unpack() {
    root=$1
    shift
    mkdir -p "$CACHE/deb" "$root"
    for package; do
        say "  $package"
        (cd "$CACHE/deb" && apt-get download "$package" >"$CACHE/apt.log" 2>&1) ||
            die "could not download $package: see $CACHE/apt.log."
        dpkg -x "$CACHE/deb/${package}"_*.deb "$root" || die "could not unpack $package."
        rm -f "$CACHE/deb/${package}"_*.deb
    done
    touch "$root/.complete"
}
