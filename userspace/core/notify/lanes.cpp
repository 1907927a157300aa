// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/notify/lanes.h"

#include <utility>

namespace xvrrp::core {

void Lanes::add(const Subject& of, Script script) {
    auto& lane = lanes_[of];
    if (lane.empty())
        ready_.push_back(of);
    lane.push_back(std::move(script));
    ++unfinished_;
}

std::vector<ScriptRun> Lanes::begin() {
    std::vector<ScriptRun> begun;
    while (running_.size() < most_at_once_ && !ready_.empty()) {
        const auto of = std::move(ready_.front());
        ready_.pop_front();
        const auto id = ++last_id_;
        begun.push_back({id, of, lanes_.at(of).front()});
        running_.emplace(id, begun.back());
    }
    return begun;
}

std::optional<ScriptRun> Lanes::end(std::uint64_t id) {
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

std::size_t Lanes::waiting(const Subject& of) const {
    const auto lane = lanes_.find(of);
    if (lane == lanes_.end())
        return 0;
    std::size_t running = 0;
    for (const auto& [id, run] : running_)
        running += run.of == of ? 1 : 0;
    return lane->second.size() - running;
}

} // namespace xvrrp::core
