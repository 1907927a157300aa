// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/script.h"

namespace xvrrp::core {

std::string RunOutcome::text() const {
    switch (end) {
    case End::Exited:
        return "exited with status " + std::to_string(value);
    case End::Killed:
        return "was killed by signal " + std::to_string(value);
    case End::TimedOut:
        return "timed out";
    case End::NotStarted:
        return "could not be started: " + line;
    case End::NoAnswer:
        return "has no result, because xvrrp-runner does not answer";
    }
    return {};
}

} // namespace xvrrp::core
