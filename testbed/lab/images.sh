# The root file systems of the laboratory, as uncompressed cpio images, which the kernel unpacks one after the other:
#
#   Dom0              shell + jre + dom0 + overlay of this boot (which holds the guests' images as files)
#   guest             shell + jre + overlay
#   guest without JVM shell       + overlay
#   … with systemd    what the guest has, + systemd
#
# Uncompressed, because the emulated machine takes longer to unpack than the host takes to copy.
# Sourced by run after machine.sh. What does not depend on the project is kept in $IMAGES.

XEN_TOOLS=/usr/lib/xen-4.17/bin
kernel_release() { basename "$XEN_ROOT"/lib/modules/*; }
java_home() { dirname "$(dirname "$(readlink -f "$(command -v javac)")")"; }

# What the archives' own runtimes have; benchmarks want jdk.management too.
runtime_modules() { sed -n 's|.*<runtime.modules>\(.*\)</runtime.modules>.*|\1|p' "$PROJECT"/{agent,dom0-listener}/pom.xml | paste -sd,; }

# The directory's name says what went in, so that nothing stale is ever used.
images_key() { (runtime_modules; cat "$LAB/images.sh" "$LAB"/systemd/* "$(java_home)/release" "$XEN_ROOT/boot/config-$(kernel_release)" /bin/busybox) | sha256sum | cut -c1-16; }

need_images() {
    need_lab
    need_systemd_packages
    need_build
    IMAGES=$CACHE/lab-$(images_key)
    [ -e "$IMAGES/complete" ] && return
    say "Building the laboratory's images (once)"
    rm -rf "$CACHE"/lab-*
    mkdir -p "$IMAGES"
    gunzip -c "$XEN_ROOT/boot/xen-4.17-amd64.gz" >"$IMAGES/xen"
    unpack_kernel
    build shell
    build jre
    build dom0
    build systemd
    touch "$IMAGES/complete"
}

# libxl and Xen would unpack the kernel at every start of a domain. xz complains about what follows the stream.
unpack_kernel() {
    vmlinuz=$XEN_ROOT/boot/vmlinuz-$(kernel_release)
    start=$(LC_ALL=C grep -abo -m 1 "$(printf '\3757zXZ')" "$vmlinuz" | head -n 1 | cut -d: -f1)
    tail -c "+$((start + 1))" "$vmlinuz" | xz -dc >"$IMAGES/vmlinux" 2>/dev/null
    readelf -h "$IMAGES/vmlinux" >/dev/null || die "could not unpack the kernel $vmlinuz."
}

build() {
    say "  $1"
    root=$(mktemp -d)
    "fill_$1"
    pack "$root" >"$IMAGES/$1.cpio"
    rm -rf "$root"
}

# Keeps modification times: class-data-sharing archives are refused when a jar looks newer.
pack() { (cd "$1" && find . -mindepth 1 | sort | cpio --quiet -o -H newc -R 0:0); }

# What every machine has: a shell, the C library, XenStore's tools and Xen's device modules.
fill_shell() {
    mkdir -p "$root"/usr/bin "$root"/usr/sbin "$root"/usr/lib "$root"/lib64 "$root"/proc "$root"/sys "$root"/dev \
        "$root"/run "$root"/tmp "$root"/etc "$root"/root "$root"/var/log "$root"/modules
    ln -s usr/bin "$root/bin" && ln -s usr/sbin "$root/sbin" && ln -s usr/lib "$root/lib" && ln -s ../run "$root/var/run"
    cp /bin/busybox "$root/bin/busybox"
    for applet in $(busybox --list | grep -vx busybox); do ln -s busybox "$root/bin/$applet"; done
    for tool in read write ls rm list exists chmod watch; do put "/usr/bin/xenstore-$tool"; done
    put /usr/lib/x86_64-linux-gnu/libxenevtchn.so.1 /usr/lib/x86_64-linux-gnu/libxengnttab.so.1 /usr/lib/x86_64-linux-gnu/libxenvchan.so.4.17
    for module in xen-privcmd xenfs xen-gntdev xen-gntalloc xen-evtchn; do
        find "$XEN_ROOT/lib/modules" -name "$module.ko" -exec cp -t "$root/modules" {} +
    done
    printf 'root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/tmp:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\napp:x:1000:\n' >"$root/etc/group"
}

fill_jre() {
    mkdir -p "$root/usr/lib" "$root/usr/bin" "$root/lib64"
    jlink --add-modules "$(runtime_modules),jdk.management" \
        --strip-debug --no-header-files --no-man-pages --output "$root/usr/lib/jre"
    "$root/usr/lib/jre/bin/java" -Xshare:dump >/dev/null
    ln -s ../lib/jre/bin/java "$root/usr/bin/java"
    libraries_of "$root/usr/lib/jre/bin/java" "$root"/usr/lib/jre/lib/*.so "$root/usr/lib/jre/lib/server/libjvm.so"
}

fill_dom0() {
    mkdir -p "$root/usr/bin" "$root/lib64" "$root/var/lib/xen" "$root/var/log/xen" "$root/etc/xen"
    for tool in xl libxl-save-helper xenstored oxenstored xenstore-control xenconsoled xen-init-dom0 lsevtchn; do
        put "$XEN_TOOLS/$tool"
        mkdir -p "$root/usr/sbin"
        ln -s "..${XEN_TOOLS#/usr}/$tool" "$root/usr/sbin/$tool"
    done
    cp /usr/bin/script "$root/usr/bin/" # busybox has none: it makes terminals for programs that want one
    libraries_of /usr/bin/script
    : >"$root/etc/xen/xl.conf"
    cp "$XEN_ROOT/etc/xen/oxenstored.conf" "$root/etc/xen/"
}

# What a guest has beyond its shell when systemd is its init: no journal, no devices of its own, the agent as a service.
fill_systemd() {
    mkdir -p "$root/usr/lib/x86_64-linux-gnu" "$root/usr/bin" "$root/lib64" "$root/etc/systemd/system"
    cp -a "$SYSTEMD_ROOT/lib/systemd" "$root/usr/lib/"
    cp -a "$SYSTEMD_ROOT/usr/lib/x86_64-linux-gnu/systemd" "$root/usr/lib/x86_64-linux-gnu/"
    cp "$SYSTEMD_ROOT/bin/systemctl" "$root/usr/bin/"
    rm -rf "$root"/usr/lib/systemd/system/*.wants "$root/usr/lib/systemd/system-generators"
    cp "$LAB"/systemd/*.service "$root/etc/systemd/system/"
    mkdir "$root"/etc/systemd/system/{xen-notify-agent.service.d,sysinit.target.wants,multi-user.target.wants}
    cp "$LAB/systemd/agent.conf" "$root/etc/systemd/system/xen-notify-agent.service.d/"
    ln -s ../lab-modules.service ../lab-shell.service "$root/etc/systemd/system/sysinit.target.wants/"
    ln -s /usr/lib/systemd/system/xen-notify-agent.service "$root/etc/systemd/system/multi-user.target.wants/"
    ln -s usr/lib/systemd/systemd "$root/init"
    LD_LIBRARY_PATH=$SYSTEMD_ROOT/usr/lib/x86_64-linux-gnu:$SYSTEMD_ROOT/lib/x86_64-linux-gnu:$SYSTEMD_ROOT/usr/lib/x86_64-linux-gnu/systemd \
        libraries_of "$root/usr/lib/systemd/systemd" "$root/usr/lib/systemd/systemd-shutdown" "$root/usr/bin/systemctl"
}

# Copies files of the Xen packages to where they belong, with the libraries they need.
put() {
    for file; do
        mkdir -p "$root$(dirname "$file")"
        cp -L "$XEN_ROOT$file" "$root$file"
        libraries_of "$XEN_ROOT$file"
    done
}

libraries_of() {
    LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-$XEN_ROOT/usr/lib/x86_64-linux-gnu} ldd "$@" | sed -n 's/.*=> \(\/[^ ]*\).*/\1/p; s/^[[:space:]]*\(\/lib64[^ ]*\).*/\1/p' |
        grep -v "^$root/" | sort -u | while read -r library; do
        case $library in
            /lib64/*) place=$library ;;
            *) place=/usr/lib/x86_64-linux-gnu/$(basename "$library") ;;
        esac
        mkdir -p "$root$(dirname "$place")"
        [ -e "$root$place" ] || cp -L "$library" "$root$place"
    done
}
