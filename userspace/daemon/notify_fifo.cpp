// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/notify_fifo.h"

#include <utility>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

void NotifyFifo::follow(const std::optional<config::NotifyFifo>& wanted) {
    if (wanted && pipe_ && wanted->path == path_ && pipe_->is_still_at(path_))
        return;
    pipe_.reset();
    path_ = wanted ? wanted->path : "";
    if (!wanted)
        return;
    auto opened = os::find_owner(wanted->user, wanted->group).and_then([&](const os::Owner& owner) {
        return os::NamedPipe::open(path_, owner);
    });
    if (opened)
        pipe_ = std::move(*opened);
    else
        spdlog::error("{}: {}; the pipe is not used", keyword_, opened.error().text());
}

void NotifyFifo::add(const std::string& line) {
    if (pipe_)
        lines_.push_back(line);
}

void NotifyFifo::flush(core::TimePoint now) {
    for (std::size_t at = 0; at < lines_.size() && pipe_;)
        at = put(at);
    lines_.clear();
    if (lost_ == told_ || !limit_.pass(now))
        return;
    spdlog::warn("{}: {} is full, its reader is missing or too slow: {} lines were lost, {} since the start",
                 keyword_, path_, lost_ - told_, lost_);
    told_ = lost_;
}

// Writes as many lines as go at once, and returns the next one. If there is no room for all of them, there may be for some.
std::size_t NotifyFifo::put(std::size_t from) {
    std::string text = lines_[from];
    auto end = from + 1;
    while (end < lines_.size() && text.size() + lines_[end].size() <= os::NamedPipe::kMostAtOnce)
        text += lines_[end++];
    if (pipe_->put(text))
        return end;
    for (auto at = from; at < end; ++at)
        lost_ += pipe_->put(lines_[at]) ? 0 : 1;
    return end;
}

} // namespace xvrrp::daemon
