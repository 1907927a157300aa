# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults of the election: its timers, what it takes from adverts, and what it sends."""
from .fault import Fault

TIMERS = "userspace/core/vrrp/timers.cpp"
ELECTION = "userspace/core/vrrp/election.cpp"
ROUTER = "userspace/core/vrrp/virtual_router.cpp"
ROUTERS = "userspace/core/vrrp/vrrp_router.cpp"
FRAME = "userspace/core/vrrp/frame.cpp"
STATES = "userspace/core/vrrp/states.cpp"
OUTGOING = "userspace/core/vrrp/outgoing.cpp"
STAND_IN = "userspace/core/vrrp/stand_in.cpp"

FAULTS = [
    # ---- timers
    Fault("the skew is zero", TIMERS, "return (256 - priority) * unit / 256;", "return 0 * priority * unit;", True),
    Fault("the skew is rounded to centiseconds", TIMERS, "return (256 - priority) * unit / 256;",
          "return std::chrono::duration_cast<Centiseconds>((256 - priority) * unit / 256);"),
    Fault("the skew grows with the priority", TIMERS, "(256 - priority)", "priority"),
    Fault("version 2 takes its skew from the interval", TIMERS, "version == Version::V2 ?",
          "version != version ?"),
    Fault("down_timer_adverts does not count", TIMERS, "return down_timer_adverts *",
          "return 0 * down_timer_adverts * master_interval + 3 *"),
    Fault("the advert schedule drifts", ROUTER,
          "advertise(master, next_on_schedule(master.timer, config_->interval, now), now, out);",
          "advertise(master, now + config_->interval, now, out);"),
    Fault("no advert is ever late", STAND_IN, "send_advert(told_priority(), now, out, master.timer);",
          "send_advert(told_priority(), now, out);"),
    Fault("deadlines count from reading, not from arrival", ROUTER, "received->advert.interval, input.arrival,",
          "received->advert.interval, now,", True),
    Fault("a takeover before the kernel's news is drained", ROUTERS, "    router->observe(input, out);\n    review(input.router);",
          "    review(input.router);", True),
    Fault("withheld news does not count as heard", ROUTER,
          "peer.last_seen > std::max({hearing_.last_seen, peer.keepalive, hearing_.standing_since})",
          "peer.last_seen == kNever"),
    Fault("the startup delay is ignored", ROUTER, "Reason::Startup ? config_->startup_delay",
          "Reason::Startup ? Duration::zero()"),
    Fault("the delay counts from the start and not from the boot", ROUTER, "clock_.booted + config_->delay_after_boot - now);",
          "config_->delay_after_boot);"),
    # ---- effects of a refused or late advert
    Fault("a refused advert re-arms the master-down timer", ROUTER, "notice(Noticed::Kind::PacketRefused,",
          "if (backup)\n            backup->timer = input.arrival + master_down();\n"
          "        notice(Noticed::Kind::PacketRefused,"),
    Fault("a refused advert moves the advert schedule", ROUTER, "notice(Noticed::Kind::PacketRefused,",
          "if (master)\n            master->timer = now + config_->interval;\n"
          "        notice(Noticed::Kind::PacketRefused,"),
    Fault("what arrived before the election counts", ROUTER, " || input.arrival < hearing_.standing_since", ""),
    Fault("an advert that is older than the last one counts", ELECTION,
          "const bool stale = heard.at < hearing_.last_heard;",
          "const bool stale = heard.at == kNever;"),
    # ---- election
    Fault("ties are won by the lower address", ELECTION, "heard.source > *source()", "heard.source < *source()", True),
    Fault("an equal priority preempts a BACKUP's master", ELECTION, "if (heard.priority >= effective_priority()) {",
          "if (heard.priority > effective_priority()) {"),
    Fault("a BACKUP ignores priority 0", ELECTION, "if (backup.master && backup.master->address != heard.source)",
          "if (heard.at != kNever)"),
    Fault("priority 0 from a stranger counts", ELECTION, "if (backup.master && backup.master->address != heard.source)",
          "if (heard.at == kNever)"),
    Fault("priority 0 again and again postpones the takeover", ELECTION,
          "backup.timer = backup.follows_resigned() ? std::min(backup.timer, takeover) : takeover;",
          "backup.timer = takeover;"),
    Fault("a MASTER does not answer priority 0", ELECTION,
          "advertise(master, now + config_->interval, now, out);\n        return false;",
          "master.timer = now + config_->interval;\n        return false;"),
    Fault("a losing advert is not answered", ELECTION, "if (!config_->lower_prio_no_advert)",
          "if (config_->lower_prio_no_advert)", True),
    Fault("a flood of losing adverts is answered one by one", ELECTION, "if (now < master.answer_after)",
          "if (now == kNever)"),
    Fault("higher_prio_send_advert is ignored", ELECTION, "if (config_->higher_prio_send_advert)",
          "if (config_->higher_prio_send_advert && out.empty() && !out.empty())"),
    Fault("version 3 does not learn the master's interval", ELECTION, "if (config_->version == Version::V3)",
          "if (heard.at == kNever)"),
    Fault("the learned interval has no limit", ELECTION,
          "std::min<Duration>(heard.interval, longest_learned_interval())", "heard.interval"),
    Fault("nopreempt is ignored", ELECTION, "return preempts();", "return true;"),
    Fault("preempt_delay is ignored", ELECTION, "return heard.at >= backup.preempt_at;", "return true;", True),
    Fault("preempt_delay runs on after a better advert", ELECTION, "backup.preempt_at = kNever;\n        return false;",
          "return false;"),
    Fault("a MASTER keeps its memo", ROUTER,
          "    drop_memo(out);\n    send_advert(effective_priority(), now, out);",
          "    send_advert(effective_priority(), now, out);"),
    Fault("a discarded advert becomes the memo", ELECTION, "backup.lower = heard;",
          "backup.lower = heard;\n        return true;"),
    Fault("the address owner waits", ROUTER, "const bool owner = config_->priority == VRRP_PRIORITY_OWNER &&",
          "const bool owner = config_->priority == 0 &&"),
    # ---- what is sent
    Fault("no priority 0 on leaving", ROUTER, "send_advert(VRRP_PRIORITY_RESIGN, now, out);", ""),
    Fault("the addresses are kept on leaving", ROUTER,
          "send_advert(VRRP_PRIORITY_RESIGN, now, out);\n    hold(false, out);",
          "send_advert(VRRP_PRIORITY_RESIGN, now, out);", True),
    Fault("the addresses are kept on yielding", ROUTER,
          "if (!backup.undecided)\n        hold(false, out);", ""),
    Fault("a leftover stays beside a master", ELECTION,
          "    if (!stale)\n        give_up_leftovers(out);", ""),
    Fault("a leftover is taken away before it is known whose it is", ROUTER,
          "backup.undecided = reason == Reason::Startup;", "backup.undecided = false;"),
    Fault("gratuitous ARP before the advert", ROUTER,
          "    send_advert(effective_priority(), now, out);\n    Master master{",
          "    announce(config_->garp.master_repeat, out);\n    send_advert(effective_priority(), now, out);\n    Master master{", True),
    Fault("no second burst of gratuitous ARP", STATES, "garp_at = after(now, delay);", "garp_at = kNever;"),
    Fault("garp_master_refresh happens once", ROUTER,
          "master.refresh_at = next_on_schedule(master.refresh_at, config_->garp.master_refresh, now);",
          "master.refresh_at = kNever;"),
    Fault("the NA does not override", FRAME, "router ? 0xa0 : 0x20", "router ? 0x80 : 0x00"),
    Fault("v3_checksum_as_v2 is not sent to a group", OUTGOING,
          "encode(advert, from, destination, config_->checksum, trailer)",
          "encode(advert, from, destination, {}, trailer)"),
]
