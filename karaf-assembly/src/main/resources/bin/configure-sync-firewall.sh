#!/bin/sh
# Opens what sync needs in this server's firewall, and nothing else: the link's TCP port (SYNC_PORT, 8765) and the
# announcements' UDP port (SYNC_MULTICAST_PORT, 5353). Knows ufw, firewalld and nftables; the first that is in use is taken.
#
#   configure-sync-firewall.sh            opens what is missing (as root)
#   configure-sync-firewall.sh --check    changes nothing; exit status 0: open, 1: something is missing, 2: can't tell
#   configure-sync-firewall.sh --dry-run  prints the commands that it would run
set -u

TCP="${SYNC_PORT:-8765}"
UDP="${SYNC_MULTICAST_PORT:-5353}"
MODE=apply

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 2; }
has() { command -v "$1" > /dev/null 2>&1; }

case "${1:-}" in
    "") ;;
    --check) MODE=check ;;
    --dry-run) MODE=dry-run ;;
    -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) fail "'$1' is not known here; allowed are --check, --dry-run and nothing" ;;
esac
[ $# -le 1 ] || fail "one option at a time, please: --check or --dry-run"
for port in "$TCP" "$UDP"; do
    case "$port" in
        "" | *[!0-9]* | ??????*) fail "port '$port' is not a number from 1 to 65535 (SYNC_PORT, SYNC_MULTICAST_PORT)" ;;
    esac
    [ "$port" -ge 1 ] && [ "$port" -le 65535 ] || fail "port '$port' is not a number from 1 to 65535"
done

# Runs a command, or prints it.
run() {
    if [ "$MODE" = dry-run ]; then
        say "$*"
    else
        "$@" || fail "'$*' failed; are you root?"
    fi
}

MISSING=0
missing() { MISSING=1; say "missing: $*"; }

ufw_in_use() { has ufw && ufw status 2> /dev/null | grep -q '^Status: active'; }

with_ufw() {
    for rule in "$TCP/tcp" "$UDP/udp"; do
        if ufw status | grep -Eq "^$rule( \\(v6\\))? +ALLOW"; then
            say "open: $rule (ufw)"
        else
            missing "$rule (ufw)"
            [ "$MODE" = check ] || run ufw allow "$rule" comment multi-business-sync
        fi
    done
}

firewalld_in_use() { has firewall-cmd && [ "$(firewall-cmd --state 2> /dev/null)" = running ]; }

with_firewalld() {
    changed=0
    for rule in "$TCP/tcp" "$UDP/udp"; do
        if firewall-cmd --query-port="$rule" > /dev/null 2>&1; then
            say "open: $rule (firewalld)"
        else
            missing "$rule (firewalld)"
            changed=1
            [ "$MODE" = check ] || run firewall-cmd --permanent --add-port="$rule"
        fi
    done
    [ "$MODE" = check ] || [ "$changed" = 0 ] || run firewall-cmd --reload
}

# Any base chain at the hook 'input' may be a firewall.
nftables_in_use() { has nft && nft list ruleset 2> /dev/null | grep -q 'hook input'; }

# Every input chain, as "family table chain".
input_chains() {
    nft list ruleset | awk '
        $1 == "table" { family = $2; table = $3 }
        $1 == "chain" { chain = $2 }
        /hook input/ { print family, table, chain }'
}

# A packet must pass every input chain: an accept in a chain of our own would not help against a drop in another one. So the
# rule goes to the front of each.
with_nftables() {
    input_chains | while read -r family table chain; do
        case "$family" in
            inet | ip | ip6) ;;
            *) continue ;;
        esac
        # Without a no in it, and without a way to another chain, it lets everything pass.
        nft list chain "$family" "$table" "$chain" | grep -Eq 'drop|reject|jump|goto|queue' || continue
        for rule in "tcp dport $TCP" "udp dport $UDP"; do
            if nft list chain "$family" "$table" "$chain" | grep -q "$rule accept comment \"multi-business-sync\""; then
                say "open: $rule in $family $table $chain (nftables)"
            else
                missing "$rule in $family $table $chain (nftables)"
                # shellcheck disable=SC2086
                [ "$MODE" = check ] || run nft insert rule "$family" "$table" "$chain" $rule accept \
                    comment '"multi-business-sync"'
            fi
        done
    done > "$FOUND" || { cat "$FOUND"; exit 2; }
    cat "$FOUND"
    grep -q '^missing:' "$FOUND" && MISSING=1
    if [ "$MODE" = apply ] && [ "$MISSING" = 1 ]; then
        say "These rules hold until the next restart. To keep them, write them into /etc/nftables.conf."
    fi
}

if ufw_in_use; then
    with_ufw
elif firewalld_in_use; then
    with_firewalld
elif nftables_in_use; then
    FOUND=$(mktemp) || fail "no temporary file can be made"
    trap 'rm -f "$FOUND"' EXIT
    with_nftables
elif [ "$(id -u)" != 0 ] && has nft && ! nft list ruleset > /dev/null 2>&1; then
    fail "Only root may look at this server's firewall. Next: sudo $0 ${1:-}"
else
    say "No firewall is in use here (ufw, firewalld, nftables): nothing keeps sync out on this server."
fi

if [ "$MODE" = check ] && [ "$MISSING" = 1 ]; then
    say "Next: sudo $0"
    exit 1
fi
exit 0
