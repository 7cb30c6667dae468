# The laboratory's own words: three guests at once, one reboots, one is destroyed, and nothing is left of either.

guest a b c
for name in a b c; do expect "an answer of $name" [ "$(inside "$name" "echo $name")" = "$name" ]; done

old=$(domid b)
reboot b
refuse "the old number" [ "$(domid b)" = "$old" ]
expect "an answer after the reboot" [ "$(inside b 'echo again')" = again ]
nothing_left_of "$old"

destroy c
nothing_left_of "$(domid c)"
no_port_left a
