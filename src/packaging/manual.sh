#!/bin/sh
# Makes a manual page and bash's completion of what a runnable tree's command says with --help.
#
#   manual.sh NAME VERSION TREE OUTPUT       writes OUTPUT/NAME.1.gz and OUTPUT/NAME.bash
set -eu
name=$1 version=$2 command=$3/bin/$1 out=$4
mkdir -p "$out"

commands=$("$command" --help | sed -nE "s/^  ($name )?([a-z]+)( [A-Z[].*)?  +.*/\2/p")

# section TITLE COMMAND…: what it says, as it stands
section() {
    echo ".SH \"$1\""
    echo .nf
    shift
    "$command" "$@" --help | sed 's/\\/\\e/g; s/-/\\-/g; s/^\([.'\'']\)/\\\&\1/'
    echo .fi
}

{
    echo ".TH $name 1 \"\" \"xen\\-notify $version\""
    echo .SH NAME
    "$command" --help | sed -n "1s/^$name -* */$name \\\\- /p"
    section DESCRIPTION
    for each in $commands; do section "$name $each" "$each"; done
} | gzip -9n >"$out/$name.1.gz"

# words COMMAND…: the options that its help explains
words() { "$command" "$@" --help | sed -nE 's/^ *(-[a-z], *)?(--[a-z-]*).*/\2/p' | sort -u | tr '\n' ' '; }
{
    function=_$(echo "$name" | tr - _)
    echo "# bash completion for $name"
    echo "$function() {"
    echo '    local word=${COMP_WORDS[COMP_CWORD]} choice'
    echo '    case ${COMP_WORDS[1]} in'
    for each in $commands; do echo "        $each) choice='$(words "$each")--help' ;;"; done
    echo "        *) choice='$(echo $commands) $(words)' ;;"
    echo '    esac'
    echo '    [[ $COMP_CWORD -gt 1 && $word != -* ]] || COMPREPLY=($(compgen -W "$choice" -- "$word"))'
    echo '}'
    echo "complete -o default -F $function $name"
} >"$out/$name.bash"
