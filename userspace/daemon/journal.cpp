// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/journal.h"

#include "config/noted_routing.h"
#include "os/whole_file.h"

#include <utility>

#include <unistd.h>

namespace xvrrp::daemon {

Journal::Journal(std::string file) : file_(std::move(file)) {
    const auto note = os::read_file(file_);
    is_there_ = note.has_value();
    predecessor_ = core::read_noted(note.value_or(""));
    predecessor_.routing = config::read_routing(note.value_or(""));
    noted_ = predecessor_;
}

Result<> Journal::note(const core::Noted& more) {
    if (is_there_ && noted_.includes(more))
        return {};
    auto all = noted_;
    all.add(more);
    auto written = os::replace_file(file_, core::text(all) + config::routing_text(all.routing),
                                    "write down the addresses in");
    if (!written)
        return written; // the next call tries again
    noted_ = std::move(all);
    is_there_ = true;
    return {};
}

void Journal::remove() {
    ::unlink(file_.c_str());
    is_there_ = false;
}

} // namespace xvrrp::daemon
