# SPDX-License-Identifier: GPL-2.0-or-later
"""The seeded faults: each is one wrong line that a careless change could make, and that a test must catch."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str  # the fault
    file: str
    original: str  # stands exactly once in file
    replacement: str
    often: bool = False  # tried in every test run, not only with --all


TIMERS = "userspace/core/vrrp/timers.cpp"
ELECTION = "userspace/core/vrrp/election.cpp"
ROUTER = "userspace/core/vrrp/virtual_router.cpp"
ROUTERS = "userspace/core/vrrp/vrrp_router.cpp"
ADVERT = "userspace/core/vrrp/advert.cpp"
PACKET = "userspace/core/vrrp/packet.cpp"
BOOK = "userspace/core/vrrp/local_addresses.cpp"
FRAME = "userspace/core/vrrp/frame.cpp"
HMAC = "userspace/core/vrrp/hmac.cpp"
SEQUENCE = "userspace/core/vrrp/sequence.cpp"
EXAMINE = "bpf/examine.h"
RECORD = "bpf/record.h"
KNOWN = "bpf/known.h"
COPY = "bpf/copy.h"
PARSE = "bpf/parse.h"
RECONFIGURE = "userspace/core/vrrp/reconfigure.cpp"
PLAN = "userspace/core/reload_plan.cpp"
RX = "bpf/rx.bpf.c"

FAULTS = [
    # ---- timers
    Fault("the skew is zero", TIMERS, "return (256 - priority) * unit / 256;", "return 0 * priority * unit;", True),
    Fault("the skew is rounded to centiseconds", TIMERS, "return (256 - priority) * unit / 256;",
          "return std::chrono::duration_cast<Centiseconds>((256 - priority) * unit / 256);", True),
    Fault("the skew grows with the priority", TIMERS, "(256 - priority)", "priority"),
    Fault("version 2 takes its skew from the interval", TIMERS, "version == Version::V2 ?",
          "version != version ?"),
    Fault("down_timer_adverts does not count", TIMERS, "return down_timer_adverts *",
          "return 0 * down_timer_adverts * master_interval + 3 *"),
    Fault("the advert schedule drifts", ROUTER, "timer_ = next_on_schedule(timer_, config_.interval, now);",
          "timer_ = now + config_.interval;", True),
    Fault("deadlines count from reading, not from arrival", ROUTER, "received->advert.interval, input.arrival}",
          "received->advert.interval, now}", True),
    Fault("a takeover before the kernel's news is drained", ROUTERS, "found->second.observe(input, out);",
          "", True),
    Fault("withheld news does not count as heard", ROUTER,
          "peer.last_seen > std::max({last_seen_, peer.keepalive, standing_since_})", "peer.last_seen == kNever"),
    Fault("the startup delay is ignored", ROUTER, "Reason::Startup ? config_.startup_delay",
          "Reason::Startup ? Duration::zero()"),
    # ---- effects of a refused or late advert
    Fault("a refused advert re-arms the master-down timer", ROUTER, "notice(Noticed::Kind::PacketRefused,",
          "if (state_ == State::Backup)\n            timer_ = input.arrival + master_down();\n"
          "        notice(Noticed::Kind::PacketRefused,", True),
    Fault("a refused advert moves the advert schedule", ROUTER, "notice(Noticed::Kind::PacketRefused,",
          "if (state_ == State::Master)\n            timer_ = now + config_.interval;\n"
          "        notice(Noticed::Kind::PacketRefused,"),
    Fault("what arrived before the election counts", ROUTER, " || input.arrival < standing_since_", ""),
    Fault("an advert that is older than the last one counts", ELECTION, "const bool stale = heard.at < last_heard_;",
          "const bool stale = heard.at == kNever;"),
    # ---- election
    Fault("ties are won by the lower address", ELECTION, "heard.source > *source_", "heard.source < *source_", True),
    Fault("an equal priority preempts a BACKUP's master", ELECTION, "if (heard.priority >= effective_priority()) {",
          "if (heard.priority > effective_priority()) {", True),
    Fault("a BACKUP ignores priority 0", ELECTION, "if (master_ && master_->address != heard.source)",
          "if (master_ || !master_)", True),
    Fault("priority 0 from a stranger counts", ELECTION, "if (master_ && master_->address != heard.source)",
          "if (heard.at == kNever)"),
    Fault("priority 0 again and again postpones the takeover", ELECTION,
          "timer_ = again ? std::min(timer_, takeover) : takeover;", "timer_ = again ? takeover : takeover;", True),
    Fault("a MASTER does not answer priority 0", ELECTION,
          "send_advert(effective_priority(), now, out);\n        timer_ = now", "timer_ = now"),
    Fault("a losing advert is not answered", ELECTION, "if (!config_.lower_prio_no_advert)",
          "if (config_.lower_prio_no_advert)", True),
    Fault("a flood of losing adverts is answered one by one", ELECTION, "if (now < answer_after_)",
          "if (now == kNever)"),
    Fault("higher_prio_send_advert is ignored", ELECTION, "if (config_.higher_prio_send_advert)",
          "if (config_.higher_prio_send_advert && out.empty() && !out.empty())"),
    Fault("version 3 does not learn the master's interval", ELECTION, "if (config_.version == Version::V3)",
          "if (heard.at == kNever)", True),
    Fault("the learned interval has no limit", ELECTION,
          "std::min<Duration>(heard.interval, longest_learned_interval())", "heard.interval", True),
    Fault("nopreempt is ignored", ELECTION, "return config_.preempt;", "return true;"),
    Fault("preempt_delay is ignored", ELECTION, "return heard.at >= preempt_at_;", "return true;", True),
    Fault("preempt_delay runs on after a better advert", ELECTION, "preempt_at_ = kNever;\n        return false;",
          "return false;"),
    Fault("a MASTER keeps its memo", ROUTER, "memorise({}, out);\n    master_.reset();", "master_.reset();", True),
    Fault("a discarded advert becomes the memo", ELECTION, "lower_ = heard;", "lower_ = heard;\n        return true;"),
    Fault("the address owner waits", ROUTER, "const bool owner = config_.priority == VRRP_PRIORITY_OWNER &&",
          "const bool owner = config_.priority == 0 &&"),
    # ---- sent packets
    Fault("no priority 0 on leaving", ROUTER, "send_advert(VRRP_PRIORITY_RESIGN, now, out);", "", True),
    Fault("the addresses are kept on leaving", ROUTER,
          "send_advert(VRRP_PRIORITY_RESIGN, now, out);\n    out.push_back(WantAddresses{id_, false});",
          "send_advert(VRRP_PRIORITY_RESIGN, now, out);", True),
    Fault("the addresses are kept on yielding", ROUTER,
          "if (!undecided_)\n        out.push_back(WantAddresses{id_, false});", ""),
    Fault("a leftover stays beside a master", ELECTION,
          "    if (!stale)\n        give_up_leftovers(out);", ""),
    Fault("a leftover is taken away before it is known whose it is", ROUTER, "undecided_ = reason == Reason::Startup;",
          "undecided_ = false;"),
    Fault("gratuitous ARP before the advert", ROUTER,
          "    send_advert(effective_priority(), now, out);\n    out.push_back(WantAddresses{id_, true});\n"
          "    announce(config_.garp.master_repeat, out);",
          "    announce(config_.garp.master_repeat, out);\n    send_advert(effective_priority(), now, out);\n"
          "    out.push_back(WantAddresses{id_, true});", True),
    Fault("no second burst of gratuitous ARP", ROUTER, "delay > Duration::zero() ? now + delay : kNever", "kNever"),
    Fault("garp_master_refresh happens once", ROUTER,
          "refresh_at_ = next_on_schedule(refresh_at_, config_.garp.master_refresh, now);", "refresh_at_ = kNever;"),
    Fault("the NA does not override", FRAME, "router ? 0xa0 : 0x20", "router ? 0x80 : 0x00"),
    Fault("v3_checksum_as_v2 is not sent to a group", ROUTER, "encode(advert, *source_, group, config_.checksum, trailer)",
          "encode(advert, *source_, group, {}, trailer)"),
    # ---- receive rules: the codec
    Fault("only the checksum with pseudo-header", ADVERT, "{ChecksumStyle::PseudoHeader, ChecksumStyle::MessageOnly})",
          "{ChecksumStyle::PseudoHeader})", True),
    Fault("only the checksum without pseudo-header", ADVERT,
          "{ChecksumStyle::PseudoHeader, ChecksumStyle::MessageOnly})", "{ChecksumStyle::MessageOnly})", True),
    Fault("no checksum is compared", ADVERT, "checksum_finish(sum + extra) == 0", "sum + extra >= sum"),
    Fault("the length is not checked", ADVERT,
          "if (message.size() < size)", "if (message.empty())", True),
    Fault("a length one byte short is enough", ADVERT,
          "if (message.size() < size)", "if (message.size() + 1 < size)"),
    Fault("count 0 is accepted", ADVERT, "if (message[3] == 0)", "if (message.empty())", True),
    Fault("any type is an ADVERTISEMENT", ADVERT, "if ((message[0] & 0xf) != VRRP_TYPE_ADVERTISEMENT)",
          "if (message.empty())"),
    Fault("any version is the one expected", ADVERT, "message[0] >> 4 != static_cast<unsigned>(expected)",
          "message.empty()"),
    Fault("interval 0 is accepted", ADVERT, "decoded.advert.interval == Centiseconds(0)",
          "decoded.advert.interval < Centiseconds(0)", True),
    Fault("the reserved bits are part of the interval", ADVERT, "get16(message, 4) & kIntervalMask",
          "get16(message, 4)", True),
    # ---- receive rules: the envelope
    Fault("the TTL check is off by one", PACKET, "envelope.ttl < expected.min_ttl",
          "envelope.ttl + 1 < expected.min_ttl", True),
    Fault("a unicast peer's largest TTL is not checked", PACKET, " || envelope.ttl > peer->max_ttl", ""),
    Fault("unicast from a stranger is accepted", PACKET, "return VRRP_DROP_SOURCE_NOT_PEER;", "return VRRP_DROP_NONE;"),
    Fault("our own adverts are accepted", PACKET,
          "return reason == VRRP_DROP_SOURCE_VIRTUAL && may_be_virtual(envelope)",
          "return reason != VRRP_DROP_SOURCE_INVALID && reason != VRRP_DROP_SOURCE_VIRTUAL"),
    Fault("anybody may send from a virtual address", PACKET,
          "return reason == VRRP_DROP_SOURCE_VIRTUAL && may_be_virtual(envelope)",
          "return reason == VRRP_DROP_SOURCE_VIRTUAL"),
    Fault("link-local addresses of another link are ours", BOOK, "address.is_link_local() ? link : domain", "domain"),
    Fault("addresses of another VRF are ours", BOOK, "address.is_link_local() ? link : domain",
          "address.is_link_local() ? link : 0"),
    Fault("addresses stay in the VRF that their interface left", BOOK, "if (interface.scope != scope) {",
          "if (interface.scope == AddressScope{}) {"),
    Fault("an address goes with the first of two that have it", BOOK, "holders.at(reason) += static_cast<unsigned>(by);",
          "holders.at(reason) = by > 0 ? 1U : 0U;"),
    Fault("nobody but the owner may send from a link-local virtual address", PACKET,
          "(source.family == Family::Ipv6 && source.is_link_local())", "false"),
    Fault("anybody may send from a link-local IPv4 virtual address", PACKET,
          "(source.family == Family::Ipv6 && source.is_link_local())", "source.is_link_local()"),
    Fault("any destination will do", PACKET, "envelope.destination != expected.destination",
          "envelope.destination.is_unspecified()"),
    Fault("fragments are accepted", PACKET, "if (get16(packet, 6) & kFragmentMask)", "if (packet.empty())"),
    Fault("the IPv4 header checksum is not checked", PACKET,
          "if (checksum_finish(checksum_add(0, packet.first(kIpv4Header))) != 0)", "if (packet.empty())"),
    Fault("the password is not compared", PACKET, "expected.authentication.type == VRRP_AUTH_PASS &&",
          "expected.authentication.type == VRRP_AUTH_AH &&", True),
    Fault("the authentication type is not compared", PACKET,
          "advert.authentication.type != expected.authentication.type", "advert.authentication.type == VRRP_AUTH_AH"),
    Fault("version 2 takes any interval", PACKET, "advert.interval != expected.interval",
          "advert.interval > std::chrono::seconds(255)"),
    # ---- reload
    Fault("a reload waits a whole master-down interval again", RECONFIGURE, "timer_ += patience() - patience_before;",
          "timer_ = now + patience() + 0 * patience_before;", True),
    Fault("a reload forgets the deadline of the new priority", RECONFIGURE, "timer_ += patience() - patience_before;",
          "timer_ += 0 * (patience() - patience_before);"),
    Fault("a reload keeps the memo of the old priority", RECONFIGURE, "    memorise({}, out);", "   "),
    Fault("a reload of a master keeps its news for itself", RECONFIGURE, "    send_advert(effective_priority(), now, out);",
          "   "),
    Fault("a reload knows a virtual router by its name", PLAN, "return {config.interface, config.vrid,",
          "return {config.name, config.vrid,"),
    # ---- receive rules: auth_hmac
    Fault("the HMAC is not compared", HMAC, "if (!is_authentic(signed_advert, source, *key))",
          "if (signed_advert.empty())", True),
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
          "has_trailer && family == Family::Ipv4 && message.empty() ?", True),
    Fault("a trailer of any length will do", PACKET, "size == VRRP_HMAC_TRAILER_SIZE)", "size != 0)"),
    Fault("a false advert restarts the master-down timer", ROUTER, "++counters_.refused.at(reason);",
          "++counters_.refused.at(reason);\n    if (state_ == State::Backup)\n"
          "        timer_ = arrival + master_down();", True),
    Fault("the kernel's word counts with auth_hmac", ROUTER, "if (authenticator_ || !known_ ||", "if (!known_ ||"),
    Fault("the trailer is judged by the time of reading", ROUTER, "if (!believes(*received, input.arrival, out))",
          "if (!believes(*received, now, out))"),
    Fault("a late backup with auth_hmac takes over from a full ring", ROUTER,
          "if (missed_ && now - timer_ >= config_.interval) {", "if (missed_ && now == kNever) {"),
    # ---- the same rules in the kernel
    Fault("kernel: the memo is compared without the source", KNOWN,
          "return is_same(&advert->source, &memo->source) &&", "return", True),
    Fault("kernel: the memo is compared without the length", KNOWN, " && advert->length == memo->length", ""),
    Fault("kernel: a long message is known by its length", RECORD,
          " && advert->header.bytes == *(const __u64 *)memo->message", ""),
    Fault("kernel: the known message is compared without its last word", KNOWN, "length >= 4; length -= 4",
          "length > 4; length -= 4"),
    Fault("kernel: the known message is not compared", KNOWN, "!has_known_message(path, memo) ||", ""),
    Fault("kernel: the known message refreshes in any envelope", KNOWN, "examine_envelope(advert, known, 0) ||", ""),
    Fault("kernel: the known message refreshes from our own address", KNOWN, "examine_source(advert, known) ||", ""),
    Fault("kernel: the known message refreshes from no peer", KNOWN, " || examine_peer(advert, known, slot))", ")"),
    Fault("kernel: the known message refreshes wherever it was sent", KNOWN,
          "!is_same(&advert->destination, &known->destination) ||", ""),
    Fault("kernel: noise empties the bucket of what matters", RECORD, "bucket = &peer->bucket_matters_ns;",
          "bucket = &peer->bucket_noise_ns;"),
    Fault("kernel: a refused advert is recorded", RX, "if (reason == VRRP_DROP_NONE) {",
          "if (reason == VRRP_DROP_NONE || reason == VRRP_DROP_TTL) {", True),
    Fault("kernel: a stale heartbeat still consumes", RX, "now > heartbeat + control->stale_after_ns",
          "now < heartbeat"),
    Fault("kernel: the TTL check is off by one", EXAMINE, "advert->ttl < known->min_ttl",
          "advert->ttl + 1 < known->min_ttl"),
    Fault("kernel: link-local sources are looked up in the VRF", EXAMINE, "is_link_local(advert) ? known->link",
          "is_link_local(advert) ? known->domain"),
    Fault("kernel: sources are looked up in no VRF", EXAMINE, "known->link : known->domain", "known->link : 0"),
    Fault("kernel: interval 0 is accepted", EXAMINE, "return interval_cs(advert, 3) ? VRRP_DROP_NONE",
          "return interval_cs(advert, 3) < 4096 ? VRRP_DROP_NONE"),
    Fault("kernel: the reserved bits are part of the interval", EXAMINE, "(advert->header.auth_type & 0x0f) << 8",
          "advert->header.auth_type << 8"),
    Fault("kernel: only the checksum without pseudo-header", EXAMINE,
          "fold(covered.sum + pseudo_header(advert, covered.length)) == CHECKSUM_RIGHT", "covered.sum > 0xffff"),
    Fault("kernel: the password is not compared", EXAMINE, "known->auth_type == VRRP_AUTH_PASS &&",
          "known->auth_type == VRRP_AUTH_AH &&"),
    Fault("kernel: the trailer is in the checksum over IPv4", EXAMINE, "if (!known->hmac || advert->family != 4 ||",
          "if (known->hmac < 4 || advert->family != 4 ||", True),
    Fault("kernel: the trailer is not missed", EXAMINE, "known->hmac == VRRP_HMAC_REQUIRED ?", "known->hmac > 3 ?"),
    Fault("kernel: a memo is compared with auth_hmac", RX, "if (tells_sender && memo && is_known(advert, memo))",
          "if (memo && is_known(advert, memo))"),
    Fault("kernel: what nobody has verified is recorded", RX, "const bool tells_sender = !slot->known->hmac;",
          "const bool tells_sender = true;", True),
    Fault("kernel: a claimed priority opens the bucket of the master", RECORD, "(!known->hmac && advert",
          "(advert"),
    Fault("kernel: a frame without an Ethernet header is copied behind one", COPY, "if (frame->has_ethernet)",
          "if (frame->ctx)"),
    Fault("kernel: fragments are accepted", PARSE, "ip->frag_off & bpf_htons(0x3fff)",
          "ip->frag_off & bpf_htons(0)"),
]
