# Checks printed events whose content follows from their number, as testbed/peers/record.h makes it: 1 to "count" in
# order, each once, or with "again" set also those once more that came before. Says what is wrong, or nothing.
BEGIN {
    while (length(letters) < 2000) letters = letters "abcdefghijklmnopqrstuvwxyz"
}
{
    data = substr($0, index($0, "\"data\":\"") + 8)
    data = substr(data, 1, index(data, "\"") - 1)
    n = data + 0
    if (data != n " " substr(letters, n % 26 + 1, n % 50 ? n * 37 % 300 : 1900)) { wrong = "spoilt: " $0; exit }
    if (!index($0, "/" n "\",\"source\"") || !index($0, "\"sequence\":\"" n "\"")) { wrong = "misnumbered: " $0; exit }
    if (n > last + 1 || (n <= last && !again)) { wrong = n " after " before ", of which the highest is " last; exit }
    if (n > last) last = n
    before = n
}
END {
    if (!wrong && last != count) wrong = "the last is " last + 0 ", not " count
    if (wrong) { print wrong; exit 1 }
}
