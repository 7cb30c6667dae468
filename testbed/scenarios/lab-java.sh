# The Java runtime works in Dom0 and in a guest.

guest a
expect "Java in Dom0" java -version
expect "Java in the guest" inside a 'java -version'
