// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/fifo_reader.h"

namespace xvrrp::daemon {

namespace {

constexpr auto kPause = std::chrono::seconds(5);

} // namespace

void FifoReader::follow(const std::optional<core::Script>& wanted) {
    may_end_ = false;
    if (wanted == script_)
        return;
    if (id_)
        starter_.end(*std::exchange(id_, std::nullopt));
    script_ = wanted;
    again_at_ = core::kNever;
    if (script_)
        id_ = starter_.start(*script_);
}

void FifoReader::let_end() {
    may_end_ = true;
    again_at_ = core::kNever;
}

std::optional<std::string> FifoReader::ended(std::uint64_t id, core::TimePoint now) {
    if (id_ != id)
        return {};
    id_.reset();
    if (may_end_)
        return {};
    again_at_ = now + kPause;
    return script_->arguments.front();
}

void FifoReader::tick(core::TimePoint now) {
    if (again_at_ > now)
        return;
    again_at_ = core::kNever;
    id_ = starter_.start(*script_);
}

} // namespace xvrrp::daemon
