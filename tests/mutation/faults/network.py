# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults of what is placed into the kernel's network."""
from .fault import Fault

NETWORK = "userspace/core/net/network.cpp"
ROUTING = "userspace/core/net/routing.cpp"
LINKS = "userspace/core/net/links.cpp"
SETTINGS = "userspace/core/net/settings.cpp"
FIREWALL = "userspace/core/net/firewall.cpp"
STANDING = "userspace/core/net/standing.cpp"
CLEAN_UP = "userspace/core/clean_up.cpp"

FAULTS = [
    # ---- the kernel's network
    Fault("addresses go before their routes", NETWORK, "    append(plan, routing_.plan_leaving(most, links_.there()));",
          "    plan_addresses(most, plan);\n    append(plan, routing_.plan_leaving(most, links_.there()));", True),
    Fault("routes come before their addresses", NETWORK, "    plan_addresses(most, plan);\n    if (addresses_.pending())",
          "    append(plan, routing_.plan_coming(most, links_.there()));\n    plan_addresses(most, plan);\n"
          "    if (addresses_.pending())"),
    Fault("addresses go while routes are still there", NETWORK, "    if (routing_.leaving())\n        return plan;\n", ""),
    Fault("a macvlan goes before its addresses", NETWORK, "    append(plan, routing_.plan_leaving(most, links_.there()));",
          "    append(plan, links_.plan_leaving(most));\n"
          "    append(plan, routing_.plan_leaving(most, links_.there()));"),
    Fault("a refused route is not tried again", ROUTING, "        repairs_.failed(operation.target, now);", ""),
    Fault("a refused macvlan is not tried again", LINKS, "        repairs_.failed(name, now);", ""),
    Fault("a refused setting is not tried again", SETTINGS, "        repairs_.failed(target, now);", ""),
    Fault("a refused guard is not tried again", FIREWALL, "        repairs_.failed({}, now);", ""),
    Fault("routes that went unseen stay away", NETWORK, "    routing_.lost_sight();", ""),
    Fault("the routes that a crash left behind stay", NETWORK, "    routing_.inherit(left.routing);", ""),
    Fault("no route is noted for a successor", STANDING, "        out.insert(each.route);", ""),
    Fault("a clean-up waits for no lease", CLEAN_UP, "        if (!each.is_shut)\n            at = std::max(at, each.end);", ""),
    Fault("a clean-up waits for a lease whose gate is shut", CLEAN_UP, "        if (!each.is_shut)\n", ""),
    Fault("a clean-up gives no successor its time", CLEAN_UP, " + kSuccessorsTime", ""),
    Fault("a clean-up removes what a daemon needs that runs", CLEAN_UP, "left.runs ? CleanUpStep::Refuse : CleanUpStep::Remove", "CleanUpStep::Remove"),
    Fault("a clean-up takes a successor that may fail for one that works", CLEAN_UP, "*left.last_sign <= since", "false"),
    Fault("a clean-up removes the attachments of an orderly end", CLEAN_UP, "    if (!left.is_noted)\n        return CleanUpStep::Leave;\n", ""),
    Fault("a replaced route stays", ROUTING, "            leaving_.push(each);", "            static_cast<void>(each);"),
    Fault("a macvlan comes up before its settings", LINKS, "!settings.are_in_place(name) || found->enabled", "found->enabled"),
    Fault("a macvlan comes up outside of the VRF", LINKS, "found->vrf != base->vrf", "found->enabled && found->vrf != base->vrf"),
    Fault("a macvlan that a crash left behind stays", LINKS, "        left_.insert(each);", ""),
    Fault("a setting is given back while another one wants it", SETTINGS, "        if (holdings_.wanted(each) != nullptr)\n            continue;\n", ""),
    Fault("the guard goes before its addresses", FIREWALL, "if (addresses_go && there_)", "if (false)"),
    Fault("addresses that went unprotected stay away", NETWORK, "        addresses_.put_back(plan.endangered);", "        ;"),
    Fault("a member whose addresses come while its sync group leaves does not say farewell", "userspace/core/vrrp/staged.cpp",
          "if (master.farewell.step != Farewell::Step::Group)", "if (master.waits_for_script() || true)"),
]
