// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/notify/lanes.h"

#include "core/notify/mail.h"
#include "core/script.h"

#include <algorithm>
#include <utility>

namespace xvrrp::core {

template <class Work>
void Lanes<Work>::add(const Subject& of, Work work, bool needs_addresses) {
    auto& lane = lanes_[of];
    if (lane.empty())
        ready_.push_back(of);
    lane.push_back({std::move(work), needs_addresses});
    ++unfinished_;
}

template <class Work>
std::vector<Run<Work>> Lanes<Work>::begin(TimePoint now, const HasAddresses& has_addresses) {
    std::vector<TimePoint> young;
    for (auto run = running_.rbegin(); run != running_.rend() && now - run->second.begun < long_run_; ++run)
        young.push_back(run->second.begun);
    std::vector<Run<Work>> begun;
    std::deque<Subject> waiting;
    for (; !ready_.empty() && young.size() + begun.size() < most_at_once_; ready_.pop_front()) {
        const auto& of = ready_.front();
        const auto& next = lanes_.at(of).front();
        if (next.needs_addresses && !has_addresses(of)) {
            waiting.push_back(of);
            continue;
        }
        const auto id = ++last_id_;
        begun.push_back({id, of, next.work, now});
        running_.emplace(id, begun.back());
    }
    const bool is_full = !ready_.empty() && long_run_ != Duration::max();
    more_at_ = is_full ? (young.empty() ? now : young.back()) + long_run_ : kNever;
    ready_.insert(ready_.begin(), waiting.begin(), waiting.end());
    return begun;
}

template <class Work>
const Run<Work>* Lanes<Work>::running(const Subject& of) const {
    const auto found = std::ranges::find(running_, of, [](const auto& each) { return each.second.of; });
    return found == running_.end() ? nullptr : &found->second;
}

template <class Work>
std::vector<Run<Work>> Lanes<Work>::long_runs(TimePoint now) const {
    std::vector<Run<Work>> out;
    for (const auto& [id, run] : running_) {
        if (now - run.begun >= long_run_)
            out.push_back(run);
    }
    return out;
}

template <class Work>
std::optional<Run<Work>> Lanes<Work>::end(std::uint64_t id) {
    auto ended = running_.extract(id);
    if (ended.empty())
        return {};
    const auto lane = lanes_.find(ended.mapped().of);
    lane->second.pop_front();
    --unfinished_;
    if (lane->second.empty())
        lanes_.erase(lane);
    else
        ready_.push_back(lane->first);
    return std::move(ended.mapped());
}

template <class Work>
std::size_t Lanes<Work>::waiting(const Subject& of) const {
    const auto lane = lanes_.find(of);
    if (lane == lanes_.end())
        return 0;
    return lane->second.size() - (running(of) == nullptr ? 0 : 1);
}

template class Lanes<Script>;
template class Lanes<Letter>;

} // namespace xvrrp::core
