// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/looks.h"
#include "tools/reply.h"

namespace xvrrp::tools {

namespace {

using nlohmann::json;

void look_at_routers(const Facts& facts, Findings& out) {
    for (const auto& each : routers_of(facts)) {
        const auto name = text_in(each, "name");
        if (text_in(each, "state") == "FAULT" && text_in(each, "drain") != "drained")
            out.push_back(
                {true, name + " is in FAULT: " + text_in(each, "reason_text"), "xvrrpctl why " + name});
        const auto& rival = member(each, "rival");
        if (rival.is_object())
            out.push_back({true,
                           name + " is MASTER, and " + text_in(rival, "address") +
                               " says that it is MASTER too: it does not hear our adverts",
                           "tcpdump -ni " + text_in(each, "interface") + " 'proto 112 or ip6 proto 112'"});
    }
}

void look_at_datapath(const Facts& facts, Findings& out) {
    for (const auto& each : member(facts.status, "interfaces")) {
        if (text_in(each, "mode") == "none")
            out.push_back(
                {true, "no adverts are received on " + text_in(each, "name") + ": " + text_in(each, "why"),
                 "xvrrpctl datapath"});
    }
    if (const auto trouble = text_in(member(facts.status, "stand_in"), "trouble"); !trouble.empty())
        out.push_back({true, "the kernel cannot stand in for a late daemon: " + trouble, "modprobe sch_tbf"});
    if (member(member(facts.status, "daemon"), "pins") == false)
        out.push_back({true,
                       "nothing is pinned, so a restart loses what it heard and the kernel cannot stand in",
                       "mount -t bpf bpf /sys/fs/bpf && xvrrpctl restart"});
}

// The same VRID that is refused is a wrong configuration, and another one only has another router.
Finding stranger(const json& refused) {
    const auto vrid = member(refused, "vrid").dump();
    const auto where = text_in(refused, "interface") + " from " + text_in(refused, "source");
    if (text_in(refused, "reason") == "vrid_unknown")
        return {false,
                "adverts of VRID " + vrid + " are heard on " + where + ", and no virtual router here has it",
                ""};
    return {true,
            "adverts of VRID " + vrid + " are refused on " + where + ": " + text_in(refused, "sentence"),
            "xvrrpctl why"};
}

void look_at_strangers(const Facts& facts, Findings& out) {
    for (const auto& each : member(facts.status, "refused"))
        out.push_back(stranger(each));
}

} // namespace

void look_at_daemon(const Facts& facts, Findings& out) {
    look_at_routers(facts, out);
    look_at_datapath(facts, out);
    look_at_strangers(facts, out);
}

} // namespace xvrrp::tools
