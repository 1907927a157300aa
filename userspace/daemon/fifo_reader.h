// SPDX-License-Identifier: GPL-2.0-or-later
// The script that reads a named pipe as long as the daemon runs. One that ends is started again after a while.
#pragma once

#include "core/mail.h"
#include "core/script.h"
#include "core/types.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace xvrrp::daemon {

// Whoever runs scripts and sends mails. start and send return the number by which the end is told.
struct ScriptStarter {
    std::function<std::uint64_t(const core::Script& script)> start;
    std::function<void(std::uint64_t id)> end; // which is then not told
    std::function<std::uint64_t(const core::Mail& mail)> send{};
};

class FifoReader {
public:
    explicit FifoReader(const ScriptStarter& starter) : starter_(starter) {}

    // Runs this script from here on, or none. One that stays the same keeps running.
    void follow(const std::optional<core::Script>& wanted);
    // From here on its end is awaited, and it is not started again.
    void let_end();
    // It ended. Returns its program if it was the one with this number and will be started again.
    std::optional<std::string> ended(std::uint64_t id, core::TimePoint now);
    // Starts it again when it is time.
    void tick(core::TimePoint now);

    core::TimePoint deadline() const { return again_at_; }

    bool runs() const { return id_.has_value(); }

private:
    const ScriptStarter& starter_;
    std::optional<core::Script> script_;
    std::optional<std::uint64_t> id_; // the number of the running script
    core::TimePoint again_at_ = core::kNever;
    bool may_end_ = false;
};

} // namespace xvrrp::daemon
