// SPDX-License-Identifier: GPL-2.0-or-later
// The programs and filters that see the packets which an interface receives, in their order: XDP, then tcx, then tc filters.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xvrrp::tools {

struct HookProgram {
    std::string hook;    // "xdp", "tcx" or "filter"
    unsigned number = 0; // of the BPF program; 0: it is none
    std::string name;    // of the program, or the kind of the filter
    bool is_xvrrpd = false;
};

using HookPrograms = std::vector<HookProgram>;

enum class Place { Before, Ours, After, Alone };

// The place of a program on the interface, as seen from xvrrpd. Alone means that xvrrpd is not on this interface.
Place place_of(const HookPrograms& programs, std::size_t position);
const char* name_of(Place place); // "before", "xvrrpd", "after", "alone"

// "the XDP program filter (id 7)", "the u32 filter".
std::string words_for(const HookProgram& its);

// From one link of ip(8), and from the ingress filters of one interface as tc(8) prints them. Pure.
HookProgram bpf_program(const char* hook, const nlohmann::json& its); // {"id", "name"}
HookPrograms xdp_in(const nlohmann::json& link);
HookPrograms filters_in(const nlohmann::json& filters);

// Asks the kernel and tc(8) about the interfaces of this network namespace.
struct Hooked {
    std::map<std::string, HookPrograms> programs; // by interface
    std::string trouble;                          // why something could not be looked at, or empty
};

Hooked hooks_of(const nlohmann::json& links);

// {"hook", "id" or null, "name", "place"} for each.
nlohmann::json document_of(const HookPrograms& programs);

} // namespace xvrrp::tools
