// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/scheduling.h"

#include "config/grammar/setting.h"

namespace xvrrp::config {

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

bool read_no_swap(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.no_swap, true, keyword, node, draft);
    return true;
}

Scheduling resolve_scheduling(const Draft& draft) {
    Scheduling scheduling;
    if (draft.nice) {
        scheduling.rt_priority = 0;
        scheduling.nice = draft.nice->value;
    }
    if (draft.rt_priority)
        scheduling.rt_priority = draft.rt_priority->value;
    if (draft.cpus)
        scheduling.cpus = draft.cpus->value;
    scheduling.no_swap = draft.no_swap.has_value();
    return scheduling;
}

} // namespace xvrrp::config
