// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/drain_note.h"

#include "os/whole_file.h"

#include <chrono>
#include <sstream>
#include <string_view>
#include <utility>

#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr auto kBetweenNotes = std::chrono::milliseconds(100); // while many are being drained
constexpr std::string_view kAll = "all";
constexpr std::string_view kOne = "instance ";

std::string text(const core::Away& away) {
    std::string out;
    if (away.all)
        out += std::string(kAll) + '\n';
    for (const auto& name : away.names)
        out += std::string(kOne) + name + '\n';
    return out;
}

} // namespace

core::Away DrainNote::read() {
    noted_ = {};
    std::istringstream note(os::read_file(file_).value_or(""));
    for (std::string line; std::getline(note, line);) {
        if (line == kAll)
            noted_.all = true;
        else if (line.starts_with(kOne))
            noted_.names.insert(line.substr(kOne.size()));
    }
    return noted_;
}

Result<> DrainNote::follow(const core::VrrpRouter& router, core::TimePoint now) {
    if (revision_ == router.away_revision() || (!router.draining().empty() && now < next_))
        return {};
    revision_ = router.away_revision();
    next_ = now + kBetweenNotes;
    auto away = router.away();
    if (away == noted_)
        return {};
    noted_ = std::move(away);
    auto written = Result<>();
    if (noted_ != core::Away{})
        written = os::replace_file(file_, text(noted_), "note who is drained in");
    if (noted_ == core::Away{} || !written)
        remove(); // an older note would drain the wrong ones
    return written;
}

void DrainNote::remove() const {
    ::unlink(file_.c_str());
}

} // namespace xvrrp::daemon
