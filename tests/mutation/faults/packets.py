# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults of the rules by which user space refuses a packet."""
from .fault import Fault

ROUTER = "userspace/core/vrrp/virtual_router.cpp"
ROUTERS = "userspace/core/vrrp/vrrp_router.cpp"
ADVERT = "userspace/core/vrrp/advert.cpp"
PACKET = "userspace/core/vrrp/packet.cpp"
LISTENERS = "userspace/core/vrrp/listeners.cpp"
BOOK = "userspace/core/vrrp/local_addresses.cpp"
AH = "userspace/core/vrrp/ah.cpp"
HMAC = "userspace/core/vrrp/hmac.cpp"
SEQUENCE = "userspace/core/vrrp/sequence.cpp"

FAULTS = [
    # ---- receive rules: the codec
    Fault("only the checksum with pseudo-header", ADVERT, "{ChecksumStyle::PseudoHeader, ChecksumStyle::MessageOnly})",
          "{ChecksumStyle::PseudoHeader})", True),
    Fault("only the checksum without pseudo-header", ADVERT,
          "{ChecksumStyle::PseudoHeader, ChecksumStyle::MessageOnly})", "{ChecksumStyle::MessageOnly})"),
    Fault("no checksum is compared", ADVERT, "checksum_finish(sum + extra) == 0", "sum + extra >= sum"),
    Fault("the length is not checked", ADVERT,
          "if (message.size() < size)", "if (message.empty())"),
    Fault("a length one byte short is enough", ADVERT,
          "if (message.size() < size)", "if (message.size() + 1 < size)"),
    Fault("count 0 is accepted", ADVERT, "if (message[3] == 0)", "if (message.empty())"),
    Fault("any type is an ADVERTISEMENT", ADVERT, "if ((message[0] & 0xf) != VRRP_TYPE_ADVERTISEMENT)",
          "if (message.empty())"),
    Fault("any version is the one expected", ADVERT, "message[0] >> 4 != static_cast<unsigned>(expected)",
          "message.empty()"),
    Fault("interval 0 is accepted", ADVERT, "decoded.advert.interval == Centiseconds(0)",
          "decoded.advert.interval < Centiseconds(0)"),
    Fault("the reserved bits are part of the interval", ADVERT, "get16(message, 4) & kIntervalMask",
          "get16(message, 4)"),
    # ---- receive rules: the envelope
    Fault("the TTL check is off by one", PACKET, "envelope.ttl < expected.min_ttl",
          "envelope.ttl + 1 < expected.min_ttl", True),
    Fault("a unicast peer's largest TTL is not checked", PACKET, " || envelope.ttl > peer->max_ttl", ""),
    Fault("unicast from a stranger is accepted", PACKET, "return VRRP_DROP_SOURCE_NOT_PEER;", "return VRRP_DROP_NONE;"),
    Fault("our own adverts are accepted", BOOK,
          "return reason == VRRP_DROP_SOURCE_VIRTUAL && may_be_virtual",
          "return reason != VRRP_DROP_SOURCE_INVALID && reason != VRRP_DROP_SOURCE_VIRTUAL"),
    Fault("anybody may send from a virtual address", BOOK,
          "return reason == VRRP_DROP_SOURCE_VIRTUAL && may_be_virtual",
          "return reason == VRRP_DROP_SOURCE_VIRTUAL"),
    Fault("link-local addresses of another link are ours", BOOK, "address.is_link_local() ? link : domain", "domain"),
    Fault("addresses of another VRF are ours", BOOK, "address.is_link_local() ? link : domain",
          "address.is_link_local() ? link : InterfaceIndex{}"),
    Fault("addresses stay in the VRF that their interface left", BOOK, "if (interface.scope != scope) {",
          "if (interface.scope == AddressScope{}) {"),
    Fault("an address goes with the first of two that have it", BOOK, "holders.at(i) += static_cast<unsigned>(by);",
          "holders.at(i) = by > 0 ? 1U : 0U;"),
    Fault("nobody but the owner may send from a link-local virtual address", BOOK,
          "(source.family == Family::Ipv6 && source.is_link_local())", "false"),
    Fault("anybody may send from a link-local IPv4 virtual address", BOOK,
          "(source.family == Family::Ipv6 && source.is_link_local())", "source.is_link_local()"),
    Fault("any destination will do", PACKET, "envelope.destination != expected.destination",
          "envelope.destination.is_unspecified()"),
    Fault("fragments are accepted", PACKET, "if (get16(packet, 6) & kFragmentMask)", "if (packet.empty())"),
    Fault("the IPv4 header checksum is not checked", PACKET,
          "if (checksum_finish(checksum_add(0, packet.first(kIpv4Header))) != 0)", "if (packet.empty())"),
    Fault("the password is not compared", PACKET, "expected.authentication.type == VRRP_AUTH_PASS &&",
          "expected.authentication.type == VRRP_AUTH_AH &&"),
    Fault("the authentication type is not compared", PACKET,
          "advert.authentication.type != expected.authentication.type", "advert.authentication.type == VRRP_AUTH_AH"),
    Fault("version 2 takes any interval", PACKET, "advert.interval != expected.interval",
          "advert.interval > std::chrono::seconds(255)"),
    Fault("a sync group misses what a waiting member hears quietly", ROUTERS,
          "    review(id);\n    listeners_.set_quiet(", "    deadlines_.set(id, router.deadline());\n    listeners_.set_quiet("),
    Fault("a virtual router is not told what it heard quietly", ROUTERS,
          "if (const auto quiet = listeners_.take(id))",
          "if (const auto quiet = listeners_.take(id); quiet && quiet->patience < Duration::zero())"),
    Fault("a quiet hearing counts an advert twice", LISTENERS, "|| keepalive <= quiet.heard", ""),
    # ---- receive rules: auth_hmac
    Fault("the HMAC is not compared", HMAC, "if (!is_authentic(signed_advert, source, *key))",
          "if (signed_advert.empty())"),
    Fault("the HMAC covers the checksum", HMAC, "set16(input, checksum, 0);", ""),
    Fault("the source is not signed", HMAC, "put_bytes(out, source.octets);", "out.resize(out.size() + 16);"),
    Fault("the window is not looked at", HMAC, "if (!is_within(config_.window, trailer.sequence, arrival))",
          "if (signed_advert.empty())"),
    Fault("replays are accepted", HMAC, "return heard_.raise(source, trailer.sequence, arrival, config_.window) ?",
          "return heard_.raise(source, trailer.sequence, arrival, config_.window) || !signed_advert.empty() ?", True),
    Fault("a forged advert raises the mark against replays", HMAC, "    const auto* key = find_key(trailer.key);",
          "    heard_.raise(source, trailer.sequence, arrival, config_.window);\n"
          "    const auto* key = find_key(trailer.key);"),
    Fault("a mark that the clock has left behind shuts a sender out", SEQUENCE,
          "is_within(window, known->sequence, now) && ", ""),
    Fault("the same sequence is sent twice", SEQUENCE, "clock : last_ + 1;", "clock : last_;"),
    Fault("the trailer is in the checksum over IPv4", ADVERT, "has_trailer && family == Family::Ipv4 ?",
          "has_trailer && family == Family::Ipv4 && message.empty() ?"),
    Fault("the HMAC of AH is not compared", AH, "if (!is_authentic(packet, config_) ||", "if (packet.empty() ||"),
    Fault("replays with AH are accepted", AH, "if (!heard_.raise(source, sequence, {}, {}))",
          "if (!heard_.raise(source, sequence, {}, {}) && packet.empty())"),
    Fault("AH does not count on from what was heard", AH, "    last_ = std::max(last_, sequence);", "    ;"),
    Fault("AH may be in front of any advert", PACKET, "has_ah(packet, expected.family) != (expected.hmac == VRRP_HMAC_AH)",
          "has_ah(packet, expected.family) && packet.empty()"),
    Fault("a trailer of any length will do", PACKET, "size == VRRP_HMAC_TRAILER_SIZE)", "size != 0)"),
    Fault("a false advert restarts the master-down timer", ROUTER, "++counters_.refused[reason];",
          "++counters_.refused[reason];\n    if (auto* backup = std::get_if<Backup>(&state_))\n"
          "        backup->timer = arrival + master_down();", True),
    Fault("the kernel's word counts with auth_hmac", ROUTER, "if (verifies() || !known ||", "if (!known ||"),
    Fault("the trailer is judged by the time of reading", ROUTER, "if (!believes(*received, input.arrival, out))",
          "if (!believes(*received, now, out))"),
    Fault("a late backup with auth_hmac takes over from a full ring", ROUTER,
          "if (backup.missed && now - backup.timer >= config_->interval) {", "if (backup.missed && now == kNever) {"),
]
