// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/notify_fifo.h"

#include <cerrno>
#include <utility>

#include <spdlog/spdlog.h>

namespace xvrrp::daemon {

namespace {

// Until then they wait for the pipe.
constexpr std::size_t kMostWaiting = 10'000; // lines

bool is_forbidden(const Error& error) {
    return error.code == EACCES || error.code == EPERM;
}

Result<os::NamedPipe> open_ours(const config::NotifyFifo& wanted) {
    return os::find_owner(wanted.user, wanted.group).and_then([&](const os::Owner& owner) {
        return os::NamedPipe::open(wanted.path, owner);
    });
}

} // namespace

// The former pipe is closed last, so that the reader of the same pipe does not come to its end.
void NotifyFifo::follow(const std::optional<config::NotifyFifo>& wanted) {
    if (wanted && pipe_ && wanted->path == path_ && pipe_->is_still_at(path_))
        return;
    opening_ = 0;
    const auto former = std::exchange(path_, wanted ? wanted->path : "");
    if (!wanted)
        return pipe_.reset();
    auto opened = open_ours(*wanted);
    if (opened || !opener_ || !is_forbidden(opened.error()))
        return take(std::move(opened));
    if (former != path_)
        pipe_.reset();
    opening_ = ++attempts_;
    opener_(*wanted, [this, attempt = opening_](auto by_other) {
        if (attempt != opening_)
            return;
        opening_ = 0;
        take(std::move(by_other));
        opened_();
    });
}

void NotifyFifo::take(Result<os::NamedPipe> opened) {
    pipe_.reset();
    if (opened)
        pipe_ = std::move(*opened);
    else
        spdlog::error("{}: {}; the pipe is not used", keyword_, opened.error().text());
}

void NotifyFifo::add(const std::string& line) {
    if (!is_open() && opening_ == 0)
        return;
    if (is_open() || lines_.size() < kMostWaiting)
        lines_.push_back(line);
    else
        ++lost_;
}

void NotifyFifo::flush(core::TimePoint now) {
    if (opening_ != 0 && !pipe_)
        return;
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
