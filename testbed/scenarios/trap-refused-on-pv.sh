# In a PV guest the instruction would be a crash: it is refused before it is executed, to root and to others.
only_for pv

guest a
for who in inside as_app; do
    complains 69 "a PV guest cannot trap" "$who" a 'xen-notify send --via trap lab.pv'
    complains 69 "no PVH or HVM guest of Xen" "$who" a 'notify lab.pv'
done
expect "that the doctor says why" inside a 'xen-notify doctor | grep -q "^trap *no *a PV guest cannot trap"'
