# Draws what testbed/bench/guests has measured: four curves over the number of guests, with what is wanted.

function x(i) { return left + 20 + (i - 1) * (width - 40) / (count > 1 ? count - 1 : 1) }
function y(value) { return top + height - value / most * height }
function label(value) { return sprintf(value < 10 ? "%.2f" : "%d", value) }

# curve TITLE KEY WANTED: into the next of four places
function curve(title, key, wanted, i, line, below) {
  left = 40 + places % 2 * 330
  top = 40 + (places < 2 ? 0 : 210)
  places++
  most = wanted
  for (i = 1; i <= count; i++) if (value[key, i] > most) most = value[key, i]
  most *= 1.15
  printf "<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>\n", left, top - 8, title
  printf "<path class=\"axis\" d=\"M%d %dv%dh%d\"/>\n", left, top, height, width
  printf "<path class=\"wanted\" d=\"M%d %.1fh%d\"/>\n", left, y(wanted), width
  printf "<text class=\"small\" x=\"%d\" y=\"%.1f\">wanted: %s %s</text>\n", left + 4, y(wanted) - 4, key == "rate" ? "≥" : "&lt;", wanted
  for (i = 1; i <= count; i++) {
    line = line sprintf("%s%.1f %.1f", i == 1 ? "M" : "L", x(i), y(value[key, i]))
    below = y(value[key, i]) < y(wanted) + 25 && y(value[key, i]) > y(wanted) - 15
    printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", x(i), y(value[key, i])
    printf "<text class=\"small middle\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", x(i), y(value[key, i]) + (below ? 16 : -8), label(value[key, i])
    printf "<text class=\"small middle\" x=\"%.1f\" y=\"%d\">%s</text>\n", x(i), top + height + 14, value["guests", i]
  }
  printf "<path class=\"curve\" d=\"%s\"/>\n", line
}

{
  count++
  for (i = 1; i <= NF; i++) {
    split($i, pair, "=")
    value[pair[1], count] = pair[2]
  }
}

END {
  width = 290
  height = 140
  print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 430\" font-family=\"sans-serif\" font-size=\"13\">"
  print "<title>The listener with 1 to 1,000 guests</title>"
  print "<style>"
  print ":root { --ink: #1f2328; --faint: #6e7781; --curve: #0969da; --wanted: #bc4c00 }"
  print "@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #8d96a0; --curve: #58a6ff; --wanted: #f0883e } }"
  print "text { fill: var(--ink) } .small { font-size: 11px; fill: var(--faint) } .middle { text-anchor: middle }"
  print "path { fill: none } .axis { stroke: var(--faint) } .wanted { stroke: var(--wanted); stroke-dasharray: 5 4 }"
  print ".curve { stroke: var(--curve); stroke-width: 2 } circle { fill: var(--curve) }"
  print "</style>"
  curve("Start until all are attached, s", "start", 5)
  curve("Events a second, all together", "rate", 300000)
  curve("p99 of a quiet guest beside one that floods, ms", "p99", 10)
  curve("Listener's memory, MiB", "memory", 256)
  print "</svg>"
}
