# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults of what is tracked, of sync groups, and of how a state is explained."""
from .fault import Fault

ELECTION = "userspace/core/vrrp/election.cpp"
ROUTER = "userspace/core/vrrp/virtual_router.cpp"
ROUTERS = "userspace/core/vrrp/vrrp_router.cpp"
TRACKER = "userspace/core/conditions/tracker.cpp"
GROUPS = "userspace/core/conditions/sync_groups.cpp"
GROUPED = "userspace/core/vrrp/grouped.cpp"
CAUSES = "userspace/core/vrrp/fault.cpp"
ADDRESS_LINKS = "userspace/core/vrrp/address_links.cpp"
CONDITIONS = "userspace/core/conditions/conditions.cpp"
PRIORITY = "userspace/core/conditions/effective_priority.cpp"
QUORUM = "userspace/core/conditions/quorum.cpp"
PLAN = "userspace/core/reload.cpp"
SNAPSHOT = "userspace/core/vrrp/snapshot.cpp"
REASON_NOW = "userspace/core/vrrp/reason_now.cpp"
WHY = "userspace/core/vrrp/why.cpp"
WHY_EVIDENCE = "userspace/core/vrrp/why_evidence.cpp"

FAULTS = [
    # ---- what is tracked, and sync groups
    Fault("a negative weight counts while its interface is up", TRACKER, "state.good != (tracking.weight > 0)",
          "!state.good"),
    Fault("reverse leaves the sign of a weight", TRACKER, "condition.weight = tracking.reverse ? -tracking.weight : tracking.weight",
          "condition.weight = tracking.weight"),
    Fault("reverse without a weight does nothing", TRACKER, "state.good == tracking.reverse", "!state.good"),
    Fault("a file weighs the same whatever it holds", TRACKER, "std::clamp<std::int64_t>(weight * state.value,",
          "std::clamp<std::int64_t>(weight * (state.value != 0),"),
    Fault("a file never is a FAULT by its weight", TRACKER, "points == kPointsOfFault ? std::nullopt", "points < kPointsOfFault ? std::nullopt"),
    Fault("of two things that are tracked only the last one counts", CAUSES,
          "    next.trackers.insert_or_assign(tracker, state);", "    next.trackers = {{tracker, state}};", True),
    Fault("processes count a second too late", QUORUM, "        change_at_ = now + (good ? rule_.fork_delay : rule_.terminate_delay);",
          "        change_at_ = now + (good ? rule_.fork_delay : rule_.terminate_delay) + std::chrono::seconds(1);"),
    Fault("another priority leaves the master-down deadline", CAUSES,
          "    backup->timer += patience(*backup) - before.patience;\n", ""),
    Fault("a backup that is better than its master now keeps the memo", CAUSES,
          "hearing_.known->priority < effective_priority() && preempts() &&",
          "hearing_.known->priority < 0 && preempts() &&"),
    Fault("a FAULT that goes on is told with its former reason", CAUSES,
          "last_.reason = conditions_.strongest()->name;", ""),
    Fault("a refused advert is told without its reason", ROUTER,
          "out, received.error());", "out, VRRP_DROP_NONE);"),
    Fault("a priority that a weight changes is not told", CAUSES, "    tell_priority(before.priority, out);\n",
          ""),
    Fault("a sync group takes over although a member hears a master", GROUPS, "if (waiting > 0 || group.of", "if (group.of", True),
    Fault("a sync group yields only in part", GROUPS,
          "if (group.of(Member::Master) > 0 && waiting > 0)", "if (group.of(Member::Master) > 1 && waiting > 0)"),
    Fault("a sync group in which nobody is MASTER takes in those that just started", GROUPS,
          "(group.of(Member::Master) == 0 && group.of(Member::Joining) > 0)", "false"),
    Fault("a sync group forgets to tell of another faulty member", GROUPS,
          "(was_told && group.is_faulty(known->second))", "was_told"),
    Fault("a faulty member leaves the FAULT for a moment although another one of its group is faulty", GROUPS,
          "if (member == Member::Idle ||", "if (member == Member::Idle || member == Member::Faulty ||"),
    Fault("a faulty member names another one that has recovered", GROUPS, "(!because && !was_told) ||", "!because ||"),
    Fault("a sync group that is in FAULT is told to go there", ROUTERS, "if (std::ranges::any_of(decision.members, changes))",
          "if (!decision.members.empty())"),
    Fault("a member of a sync group keeps its memo while it waits", ROUTER,
          "    memorise(backup, {}, out); // whatever comes until", "    // whatever comes until"),
    Fault("a member yields to its sync group without a word", GROUPED,
          "    send_advert(VRRP_PRIORITY_RESIGN, now, out);\n", ""),
    Fault("a reload splits a sync group into steps", PLAN, 'groups.erase("");', "groups.clear();"),
    # ---- conditions
    Fault("a condition that stays begins anew", CONDITIONS, "is_same(*before, each) ? before->since : now",
          "is_same(*before, each) && before->since == now ? before->since : now"),
    Fault("a condition takes the since of another owner", CONDITIONS, "return identity(a) == identity(b);",
          "return a.name == b.name;"),
    Fault("conditions stay in the order in which they were found", CONDITIONS,
          "std::stable_sort(holding.begin(), holding.end(), is_before);", ""),
    Fault("a condition is told as often as it is found", CONDITIONS,
          "holding.erase(std::unique(holding.begin(), holding.end(), is_same), holding.end());", ""),
    Fault("a condition that only weighs is a FAULT", CONDITIONS,
          "std::ranges::find_if(all_, &Condition::is_hard)", "all_.begin()"),
    Fault("only the strongest condition is told", CONDITIONS, "out.push_back(each.sentence);",
          "out = {out.empty() ? each.sentence : out[0]};"),
    Fault("the priority is limited before all is added", PRIORITY, "sum += term.points;",
          "sum = std::clamp(sum + term.points, 1, 254);"),
    Fault("the effective priority can be a resignation", PRIORITY, "VRRP_PRIORITY_RESIGN + 1",
          "VRRP_PRIORITY_RESIGN + 0"),
    Fault("the effective priority can be the owner's", PRIORITY, "VRRP_PRIORITY_OWNER - 1", "VRRP_PRIORITY_OWNER - 0"),
    Fault("the address owner loses its priority", PRIORITY, "if (base == VRRP_PRIORITY_OWNER)", "if (base == 0)"),
    Fault("nothing weighs on the priority", PRIORITY, "if (each.weight)", "if (each.weight && each.sentence.empty())"),
    Fault("a FAULT ends before the last condition does", CAUSES, "if (!conditions_.prevent_work())",
          "if (conditions_.all().size() < 2)", True),
    Fault("a router that may be deaf stands for election", CAUSES, 'seen.trouble.value_or("nobody has tried yet")',
          'seen.trouble.value_or("")'),
    Fault("a router does not believe that it is deaf", CAUSES, "    next.trouble = reception.trouble;",
          "    next.trouble = std::string();"),
    Fault("a backup that was deaf for a while goes on waiting", CAUSES,
          "if (reception.is_over && state() != State::Backup)", "if (reception.is_over)"),
    Fault("a backup that was deaf for a while stays so", CAUSES, "    if (reception.is_over)\n        observe(", "    if (false)\n        observe("),
    Fault("a master that was deaf for a while resigns", CAUSES,
          "if (reception.is_over && state() != State::Backup)", "if (reception.is_over && state() != State::Backup && state() != State::Master)"),
    Fault("the awaited answer is told as a FAULT", CAUSES, "surroundings_.await_answer() || ", ""),
    Fault("the source is missed on an interface that is missing", CAUSES, "    if (!link) {",
          "    if (!link) {\n        out.push_back(source_condition(config, Link{}));"),
    Fault("the loss of an interface leaves its reception believed", CAUSES,
          "        next.trouble.reset();", "        ;"),
    Fault("a master in FAULT keeps its address", CAUSES, "        resign(now, out);", "        ;"),
    Fault("a master forgets the addresses of an interface that comes back", ADDRESS_LINKS, "        hold(true, out);",
          "        ;"),
    Fault("a FAULT keeps the memo", CAUSES, "        drop_memo(out);", "        ;"),
    # ---- why
    Fault("the oldest advert counts as the last one", SNAPSHOT, "b->at > a->at", "b->at < a->at"),
    Fault("an equal priority is told as a higher one", REASON_NOW, "master.priority > ours", "master.priority >= ours"),
    Fault("a rival of long ago is one of now", REASON_NOW, "now - heard.at <= patience", "now >= heard.at"),
    Fault("the former master is a rival", REASON_NOW, "heard.at >= router.since && ", ""),
    Fault("nopreempt is not told", REASON_NOW, "if (!router.preempts())", "if (false)"),
    Fault("what the kernel side heard is not told", WHY, "router.heard->at >= evidence.heard->at", "true"),
    Fault("the priority at best counts a weight that is always there", WHY, "std::max(weight, 0)", "std::abs(weight)"),
    Fault("a MASTER whom the kernel stands in for is told that nobody does", WHY, "config.stand_in == Duration::zero() || router.lent", "config.stand_in == Duration::zero()"),
    Fault("an old refusal is told as a new one", WHY_EVIDENCE, "now - note.at <= kRecent", "now >= note.at"),
    Fault("a refusal of another virtual router is ours", WHY_EVIDENCE, "note.vrid == router.config->vrid &&", "note.vrid != 0 &&"),
    Fault("a master gets the MAC of another one", ELECTION, "before->address == now.address", "true"),
]
