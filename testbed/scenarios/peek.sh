# Dom0 reads a guest's memory without a listener: by an address of its kernel, and where that lies in memory.

guest a
version=$(inside a 'cat /proc/version')
symbol() { inside a "grep -m 1 ' $1\$' /proc/kallsyms | cut -d ' ' -f 1"; }
banner=$(symbol linux_banner)
expect "the kernel's banner by its address" [ "$(xen-listen peek a "0x$banner" ${#version} --raw)" = "$version" ]
expect "a dump" [ "$(xen-listen peek "$(domid a)" "0x$banner" 14 --vcpu 0)" = \
    "$banner  4c 69 6e 75 78 20 76 65  72 73 69 6f 6e 20        |Linux version |" ]

if [ "$TYPE" = pvh ]; then
    code=$(inside a "sed -n 's/^ *\\([0-9a-f]*\\)-.* : Kernel code/\\1/p' /proc/iomem")
    place=$((0x$banner - 0x$(symbol _text) + 0x$code))
    expect "the banner where it lies" [ "$(xen-listen peek a $place ${#version} --physical --raw)" = "$version" ]
    complains 1 'leads to a frame that the domain does not have' xen-listen peek a 0x123456789000 16 --physical
fi
complains 1 'is not mapped' xen-listen peek a 0x10 16
complains 1 'vCPU 7' xen-listen peek a 0x10 16 --vcpu 7
complains 1 'there is no guest nobody' xen-listen peek nobody 0x10 16
