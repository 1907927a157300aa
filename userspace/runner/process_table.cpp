// SPDX-License-Identifier: GPL-2.0-or-later
#include "runner/process_table.h"

#include <iterator>
#include <utility>

namespace xvrrp::runner {

void ProcessTable::add(JobId id, core::ProcessPattern pattern) {
    watches_.insert_or_assign(id, Watch{std::move(pattern)});
}

void ProcessTable::forget(JobId id) {
    watches_.erase(id);
    for (auto each = matching_.begin(); each != matching_.end();) {
        each->second.erase(id);
        each = each->second.empty() ? matching_.erase(each) : std::next(each);
    }
}

bool ProcessTable::see(pid_t pid, const core::ProcessNames& names) {
    gone(pid); // it may have been another program before
    std::set<JobId> matching;
    for (auto& [id, watch] : watches_) {
        if (!matches(watch.pattern, names))
            continue;
        watch.processes.insert(pid);
        matching.insert(id);
    }
    if (matching.empty())
        return false;
    matching_.emplace(pid, std::move(matching));
    return true;
}

void ProcessTable::gone(pid_t pid) {
    const auto found = matching_.find(pid);
    if (found == matching_.end())
        return;
    for (const auto id : found->second)
        watches_.at(id).processes.erase(pid);
    matching_.erase(found);
}

void ProcessTable::keep_only(const std::set<pid_t>& there) {
    std::vector<pid_t> gone_by_now;
    for (const auto& [pid, ids] : matching_) {
        if (!there.contains(pid))
            gone_by_now.push_back(pid);
    }
    for (const auto pid : gone_by_now)
        gone(pid);
}

std::vector<std::pair<JobId, std::size_t>> ProcessTable::take_changes() {
    std::vector<std::pair<JobId, std::size_t>> changes;
    for (auto& [id, watch] : watches_) {
        if (std::exchange(watch.told, watch.processes.size()) != watch.processes.size())
            changes.emplace_back(id, watch.processes.size());
    }
    return changes;
}

} // namespace xvrrp::runner
