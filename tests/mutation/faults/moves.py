# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults of what happens around an election: scripts, reloads, drains and orders."""
from .fault import Fault

FAREWELL = "userspace/core/vrrp/farewell.cpp"
FAREWELLS = "userspace/core/vrrp/router_farewells.cpp"
DRAIN = "userspace/core/vrrp/drain.cpp"
DRAINS = "userspace/core/vrrp/router_drains.cpp"
ORDERS = "userspace/core/vrrp/router_orders.cpp"
ORDER = "userspace/core/vrrp/order.cpp"
ELECTION = "userspace/core/vrrp/election.cpp"
ROUTER = "userspace/core/vrrp/virtual_router.cpp"
ROUTERS = "userspace/core/vrrp/vrrp_router.cpp"
GROUPS = "userspace/core/conditions/sync_groups.cpp"
LANES = "userspace/core/notify/lanes.cpp"
NOTIFICATION = "userspace/core/notify/notification.cpp"
MAIL = "userspace/core/notify/mail.cpp"
RECONFIGURE = "userspace/core/vrrp/reconfigure.cpp"
OUTGOING = "userspace/core/vrrp/outgoing.cpp"
PLAN = "userspace/core/reload.cpp"
TURN = "userspace/core/turn.cpp"
STAND_IN = "userspace/core/vrrp/stand_in.cpp"

FAULTS = [
    # ---- what scripts are told
    Fault("two scripts of one instance run at once", LANES, "    if (lane.empty())\n", "    if (true)\n", True),
    Fault("a lane ends with its first script", LANES, "        ready_.push_back(lane->first);", "        ;"),
    Fault("the last script of a lane is run first", LANES, "lane.push_back({std::move(work), needs_addresses});",
          "lane.push_front({std::move(work), needs_addresses});"),
    Fault("any number of scripts runs at once", LANES, "young.size() + begun.size() < most_at_once_", "true"),
    Fault("scripts that run for long hold up those of others", LANES, "now - run->second.begun < long_run_; ++run", "run->second.begun <= now; ++run"),
    Fault("a script does not wait for its addresses", LANES, "next.needs_addresses && !has_addresses(of)", "false"),
    Fault("a script that waits for its addresses is lost", LANES, "            waiting.push_back(of);\n", ""),
    Fault("a script that ended stays among those that run", LANES, "    --unfinished_;\n", ""),
    Fault("a state is mailed again and again", MAIL, "return is_first || ", "return true || "),
    Fault("a state is mailed only once in all", MAIL, "std::exchange(known->second, notification.event)", "known->second"),
    Fault("a line break in a name begins another header", MAIL, "< ' ' || ", "< '\\0' || "),
    Fault("the name beside an address goes into the envelope", MAIL, "written.substr(begin + 1, end - begin - 1)", "written"),
    Fault("a removed instance is told as stopped", NOTIFICATION, "output.reason == Reason::Removed",
          "output.reason == Reason::Owner"),
    Fault("the script of all events is run for another master", NOTIFICATION, "event <= NotifyEvent::Deleted",
          "event <= NotifyEvent::MasterRxLowerPri"),
    Fault("the state of a group is told again and again", GROUPS,
          "if (to == (known == states_.end() ? State::Init : known->second))",
          "if (to == State::Init && known == states_.end())"),
    Fault("a group in FAULT is told as a BACKUP", GROUPS, "if (of(Member::Faulty) + of(Member::Held) + of(Member::Drained) > 0)",
          "if (of(Member::Faulty) > members.size())"),
    Fault("a group that is gone is told as stopped", GROUPS, "changes.push_back({name, to, is_gone});",
          "changes.push_back({name, to, false});"),

    # ---- reload
    Fault("a reload waits a whole master-down interval again", RECONFIGURE,
          "backup->timer += patience(*backup) - patience_before;",
          "backup->timer = now + patience(*backup) + 0 * patience_before;"),
    Fault("a reload forgets the deadline of the new priority", RECONFIGURE,
          "backup->timer += patience(*backup) - patience_before;",
          "backup->timer += 0 * (patience(*backup) - patience_before);"),
    Fault("a reload keeps the memo of the old priority", OUTGOING, "    drop_memo(out);", "   "),
    Fault("a reload is judged before it is known what it names", ROUTERS, "named_by(change.config), now, out);",
          "Named{}, now, out);"),
    Fault("a reload to an owner that cannot work makes it MASTER", RECONFIGURE, "    if (is_interrupted()) {\n        if (state() == State::Master)",
          "    if (false) {\n        if (state() == State::Master)"),
    Fault("a reload of a master keeps its news for itself", RECONFIGURE, "    advertise(master, now + config_->interval, now, out);",
          "    master.timer = now + config_->interval;"),
    Fault("a reload knows a virtual router by its name", PLAN, "return {config.interface, config.vrid,",
          "return {config.name, config.vrid,"),
    Fault("a sync group takes over without another look at those that wait", ROUTERS, "    ids.insert(ids.end(), ready.begin(), ready.end());\n", ""),
    Fault("a reload places addresses before all is said", TURN, "return !reload || reload->has_said_all() ||",
          "return true ||"),
    # ---- before_backup
    Fault("a lower priority is told while before_backup runs", FAREWELL, "farewell.told = told_before;", "farewell.told.reset();"),
    Fault("a MASTER that before_backup keeps is none for a better advert", FAREWELL,
          "master->farewell.told ? *master->farewell.told : effective_priority();",
          "master->farewell.told ? VRRP_PRIORITY_OWNER : effective_priority();"),
    Fault("before_backup has no timeout", FAREWELL, "farewell.until = now + script->timeout;", "farewell.until = kNever;", True),
    Fault("before_backup runs while before_master does", FAREWELL,
          "farewell.has_run || master.waits_for_script()", "farewell.has_run"),
    Fault("before_backup runs twice", FAREWELL, "!script || farewell.has_run ||", "!script ||"),
    Fault("a MASTER that nobody replaces is not told again", FAREWELL,
          "    notice(Noticed::Kind::StillMaster,", "    if (out.empty() && !out.empty()) notice(Noticed::Kind::StillMaster,"),
    Fault("a member of a sync group does not wait for the others", FAREWELLS,
          "if (any([](const Farewell& of) { return of.step == Step::Script; }) ||", "if (party.empty() ||"),
    Fault("a member of a sync group does not run its before_backup for another one", FAREWELLS,
          "    if (any(holds_back))\n", "    if (party.empty())\n"),
    Fault("a reload does not wait for before_backup", PLAN, "return !begun_ &&", "return false && !begun_ &&"),
    Fault("nothing is placed while before_backup of another one runs", TURN, "|| reload->waits(router)", ""),
    Fault("a reload ends before it has admitted those that came", PLAN, "waiting_ = router.waiting();",
          "waiting_.emplace();"),
    # ---- drain
    Fault("a drained router gives its addresses up before another one is MASTER", DRAIN,
          "    master.farewell.step = Step::HandOver;\n", "    return be_drained({}, now, out);\n"),
    Fault("a drain without a successor is forced", DRAIN, "if (draining_ == Draining::Anyway) {", "if (is_draining()) {", True),
    Fault("one that only waits to be drained is said farewell to for ever", "userspace/core/vrrp/farewell.cpp", "!says_farewell() || master->farewell.leaves ||", "master->farewell.leaves ||"),
    Fault("a drain has no end", DRAIN, "max<Duration>(kIntervalsOfHandOver * slowest, kLeastHandOver)",
          "max<Duration>(kIntervalsOfHandOver * slowest, std::chrono::hours(1))"),
    Fault("a drain that was forced is forced no more when it is asked for again", DRAIN,
          "if (is_forced || !is_asked_already)", "if (true)"),
    Fault("a drain that is called off keeps its services stopped", DRAIN, "    if (has_run) //", "    if (has_run && out.empty()) //"),
    Fault("an undrain leaves a hand-over to its end", DRAIN, "master != nullptr && hands_over())", "master != nullptr && false)"),
    Fault("one that hands over resigns a second time", ROUTER, "    if (!hands_over()) // otherwise", "    if (true) // otherwise"),
    Fault("one that hands over takes a resignation for a successor", ELECTION,
          "        if (heard.priority != VRRP_PRIORITY_RESIGN)\n            be_drained", "        if (true)\n            be_drained"),
    Fault("one that loses MASTER otherwise is not drained", ROUTERS, "        finish_drains(now, out);", "        ;"),
    Fault("a sync group is drained in part", GROUPS, "    if (group.of(Member::Drained) > 0) {", "    if (group.of(Member::Drained) > kMemberKinds) {"),
    Fault("a reload that brings a virtual router back undrains it", ROUTERS, "    order_newcomer(added->second);\n", ""),
    Fault("a drain by name is forgotten by the next daemon", ORDERS, "for_newcomers_.drained.erase(name) > 0 ||", ""),
    Fault("a drain of all is forgotten by the next daemon", ORDERS, "> 0 || for_newcomers_.all_drained)", "> 0)"),
    Fault("a promotion needs preemption", ORDER, "    if (!order.promotes)\n        return true;\n", "    if (!order.promotes || !config_->preempt)\n        return !order.promotes;\n"),
    Fault("a router in FAULT is promoted", ORDER, "return state() == State::Master && !is_draining();", "return true;"),
    Fault("a router is promoted in vain", ORDER, "priority_under(order).value() > backup->master->priority", "true"),
    Fault("a router is promoted blindly", ORDER, "return backup->master && priority_under", "return !backup->master || priority_under"),
    Fault("an owner of its addresses gets another priority", ORDER, "!order || config_->priority == VRRP_PRIORITY_OWNER", "!order"),
    Fault("a promotion waits for master-down", ORDER, "backup->promoted ? now : now + master_down()", "now + master_down()"),
    Fault("a promotion that is called off takes over", ORDER, "backup->promoted ? now : now + master_down()", "now"),
    Fault("an order is not told", ORDER, "    weigh_anew(before, now, out);\n", ""),
    Fault("a promotion leaves the rest of its sync group", ORDERS, "order->promotes ? with_groups(input.routers) : input.routers", "order->promotes ? input.routers : input.routers"),
    Fault("a promotion splits a sync group of which one cannot follow", ORDERS, "    if (!std::ranges::all_of(routers, follows))\n        return;\n", ""),
    Fault("an order is not noted", ORDERS, "    ++orders_revision_;\n    for (const auto id : routers) {", "    for (const auto id : routers) {"),
    Fault("an order ends with the virtual router that a reload replaces", ORDERS, "    if (gone.ordered())", "    if (false)"),
    Fault("an order is forgotten by the next daemon", ORDERS, "        if (router.ordered())", "        if (false)"),
    Fault("an order ends as soon as something else is due", ROUTER, "if (order_ && order_->until <= now)", "if (order_)"),
    Fault("nobody wakes up for the end of an order", ROUTER, "order_ ? order_->until : kNever", "kNever"),
    Fault("a promotion is put off by what was heard before", ROUTER, "    if (backup.promoted && known->priority < effective_priority()) {", "    if (false) {"),
    Fault("a preemption that is called off goes on", ELECTION, "    follow(backup, heard);\n}\n\n// Returns true if we are going to preempt", "}\n\n// Returns true if we are going to preempt"),
    Fault("a better router does not stop a promotion", ELECTION, "backup.ready = backup.promoted = false;", "backup.ready = false;"),
    Fault("a drain that is over is not noted", DRAINS, "    ++orders_revision_;\n    for_newcomers_.all_drained &=", "    for_newcomers_.all_drained &="),
    Fault("a drain that is called off drains those that come", DRAINS, "    for_newcomers_.all_drained &= router.is_drained();\n", ""),
    Fault("a drain that is not over is one for the next daemon", ORDERS, "    out.all_drained &= draining_.empty();\n", ""),
    Fault("one that hands over takes the end of its lease for a loss like any other", STAND_IN,
          "    if (hands_over())\n        return be_drained(gate", "    if (hands_over() && config_ == nullptr)\n        return be_drained(gate"),
    Fault("a drained router hands over while its service still starts", FAREWELLS, "        std::ranges::any_of(party, still_starts))", "        false)"),
    Fault("a drain that waits for before_master holds up a shutdown", FAREWELLS, "router.waits_for_script() && !is_leaving(id);", "router.waits_for_script();"),
]
