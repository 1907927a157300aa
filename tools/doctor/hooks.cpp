// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/doctor/hooks.h"

#include "tools/reply.h"

#include <algorithm>
#include <array>

namespace xvrrp::tools {

namespace {

using nlohmann::json;

constexpr std::string_view kOurs = "xvrrp_root"; // and what begins with it

} // namespace

HookProgram bpf_program(const char* hook, const json& its) {
    auto name = text_in(its, "name");
    const bool is_ours = name.rfind(kOurs, 0) == 0;
    return {hook, static_cast<unsigned>(number_in(its, "id")), std::move(name), is_ours};
}

Place place_of(const HookPrograms& programs, std::size_t position) {
    if (programs.at(position).is_xvrrpd)
        return Place::Ours;
    const auto ours = std::ranges::find(programs, true, &HookProgram::is_xvrrpd);
    if (ours == programs.end())
        return Place::Alone;
    return position < static_cast<std::size_t>(ours - programs.begin()) ? Place::Before : Place::After;
}

const char* name_of(Place place) {
    constexpr std::array kPlaces = {"before", "xvrrpd", "after", "alone"};
    return kPlaces.at(static_cast<std::size_t>(place));
}

std::string words_for(const HookProgram& its) {
    if (its.number == 0)
        return "the " + its.name + " filter";
    return std::string(its.hook == "xdp"   ? "the XDP program "
                       : its.hook == "tcx" ? "the tcx program "
                                           : "the bpf filter ") +
           its.name + (its.name.empty() ? "with id " : " (id ") + std::to_string(its.number) +
           (its.name.empty() ? "" : ")");
}

// With several modes at once there is a list.
HookPrograms xdp_in(const json& link) {
    HookPrograms out;
    const auto& xdp = member(link, "xdp");
    const auto& attached = member(xdp, "attached");
    for (const auto& each : attached.is_array() ? attached : json::array({xdp})) {
        if (const auto& its = member(each, "prog"); its.is_object())
            out.push_back(bpf_program("xdp", its));
    }
    return out;
}

// Each priority has an entry of its own in front of those of its filters, which have options.
HookPrograms filters_in(const json& filters) {
    HookPrograms out;
    for (const auto& each : filters) {
        const auto& options = member(each, "options");
        if (!options.is_object())
            continue;
        const auto& its = member(options, "prog");
        if (its.is_object())
            out.push_back(bpf_program("filter", its));
        else if (!options.contains("ht_divisor")) // a hash table of u32
            out.push_back({"filter", 0, text_in(each, "kind"), false});
    }
    return out;
}

json document_of(const HookPrograms& programs) {
    json out = json::array();
    for (std::size_t i = 0; i < programs.size(); ++i)
        out.push_back({{"hook", programs[i].hook},
                       {"id", programs[i].number == 0 ? json() : json(programs[i].number)},
                       {"name", programs[i].name},
                       {"place", name_of(place_of(programs, i))}});
    return out;
}

} // namespace xvrrp::tools
