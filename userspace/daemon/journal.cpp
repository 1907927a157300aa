// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/journal.h"

#include "os/whole_file.h"

#include <utility>

#include <unistd.h>

namespace xvrrp::daemon {

Journal::Journal(std::string file)
    : file_(std::move(file)), predecessor_(core::read_noted(os::read_file(file_).value_or(""))),
      noted_(predecessor_) {}

Result<> Journal::note(const core::Noted& more) {
    if (noted_.includes(more))
        return {};
    auto all = noted_;
    all.add(more);
    auto written = os::replace_file(file_, core::text(all), "write down the addresses in");
    if (written)
        noted_ = std::move(all); // otherwise the next call tries again
    return written;
}

void Journal::remove() {
    ::unlink(file_.c_str());
}

} // namespace xvrrp::daemon
