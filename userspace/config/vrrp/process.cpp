// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon as a process: the rows of global_defs and of the top level that tell it apart from other daemons and say how
// the kernel schedules it.
#include "config/grammar/keywords.h"
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xvrrp::config {
namespace {

// Both names become names of files.
template <auto Member>
bool read_name(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    if (word.text.empty() || word.text.starts_with('.') || word.text.find('/') != std::string::npos)
        draft.report(error(
            word.where,
            fmt::format("{} cannot be the name of a file, and '{}' needs one", in_quotes(word), keyword.name),
            "a name without a / and without a dot in front"));
    set(draft.*Member, word.text, keyword, node, draft);
    return true;
}

template <std::string Identity::*Member>
Values show_name(const Config& config) {
    const std::string& name = config.identity.*Member;
    return name.empty() ? Values{} : when(true, word(name));
}

bool read_router_id(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.router_id, node.words[1].text, keyword, node, draft);
    return true;
}

Values show_router_id(const Config& config) {
    return config.router_id.empty() ? Values{} : when(true, word(config.router_id));
}

Values show_nice(const Config& config) {
    const auto& nice = config.scheduling.nice;
    return nice ? when(true, as_text(*nice)) : Values{};
}

// Beside a nice value no real-time priority is the default.
Values show_rt_priority(const Config& config) {
    const int otherwise = config.scheduling.nice ? 0 : Scheduling().rt_priority;
    const int priority = config.scheduling.rt_priority;
    return when(priority != 0 && priority != otherwise, as_text(priority));
}

bool read_cpu_affinity(const Keyword& keyword, const Node& node, Draft& draft) {
    std::vector<unsigned> cpus;
    for (std::size_t i = 1; i < node.words.size(); ++i) {
        if (const auto number =
                read_number(keyword, node.words[i], Severity::Warning, ", ignoring it", draft))
            cpus.push_back(static_cast<unsigned>(*number));
    }
    if (!cpus.empty())
        set(draft.cpus, std::move(cpus), keyword, node, draft);
    return true;
}

Values show_cpu_affinity(const Config& config) {
    const auto& cpus = config.scheduling.cpus;
    return when(!cpus.empty(), fmt::format("{}", fmt::join(cpus, " ")));
}

bool read_no_swap(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.no_swap, true, keyword, node, draft);
    return true;
}

Values show_no_swap(const Config& config) {
    return when(config.scheduling.no_swap);
}

constexpr Keyword kNetNamespace{
    "net_namespace",
    Block::File,
    text("NAME"),
    {},
    read_name<&Draft::net_namespace>,
    show_name<&Identity::net_namespace>,
    "that of the start",
    "The daemon runs in this network namespace, which is a name of ip netns. The option -s overrides it. It cannot "
    "change while the daemon runs."};

// clang-format off
constexpr std::array kProcessRows = std::to_array<Keyword>({
    kNetNamespace,
    {"instance", Block::File, text("NAME"), {}, read_name<&Draft::instance>, show_name<&Identity::instance>, "none",
     "The name tells this daemon from others on the host: it is a part of its directories and of its name in the log. It cannot change while the daemon runs."},
    {"global_defs", Block::File, kNone, Block::GlobalDefs, read_block_of_keywords, {}, "",
     "The block holds the settings of the whole daemon. It may be repeated."},

    {"router_id", Block::GlobalDefs, text("STRING"), {}, read_router_id, show_router_id, "the host name",
     "The router calls itself by this name."},
    {"vrrp_priority", Block::GlobalDefs, {"-20..19", -20, 19}, {}, read_global<&Draft::nice>, show_nice, "real-time priority",
     "The daemon has this nice value. Without vrrp_rt_priority it is then scheduled like any other process."},
    {"vrrp_rt_priority", Block::GlobalDefs, {"1..99", 1, 99}, {}, read_global<&Draft::rt_priority>, show_rt_priority, "1; none beside vrrp_priority",
     "The daemon has this real-time priority (SCHED_RR)."},
    {"vrrp_cpu_affinity", Block::GlobalDefs, {"0..1023", 0, 1023, 0, false, true}, {}, read_cpu_affinity, show_cpu_affinity, "all",
     "The daemon may run on these processors, one or several."},
    {"vrrp_no_swap", Block::GlobalDefs, kNone, {}, read_no_swap, show_no_swap, "off",
     "The daemon's memory is kept from being swapped out."},
});
// clang-format on

} // namespace

Rows process_rows() {
    return kProcessRows;
}

Identity resolve_identity(Draft& draft) {
    Identity identity;
    overlay(identity.instance, draft.instance);
    overlay(identity.net_namespace, draft.net_namespace);
    if (draft.net_namespace)
        draft.needs.push_back({HostNeed::Kind::NetNamespace, identity.net_namespace,
                               std::string(kNetNamespace.name), draft.net_namespace->where});
    return identity;
}

// The daemon has real-time priority unless a nice value says that ordinary scheduling is wanted.
Scheduling resolve_scheduling(const Draft& draft) {
    Scheduling scheduling;
    if (draft.nice) {
        scheduling.rt_priority = 0;
        scheduling.nice = draft.nice->value;
    }
    overlay(scheduling.rt_priority, draft.rt_priority);
    overlay(scheduling.cpus, draft.cpus);
    scheduling.no_swap = draft.no_swap.has_value();
    return scheduling;
}

} // namespace xvrrp::config
