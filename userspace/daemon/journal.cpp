// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/journal.h"

#include "os/os_error.h"

#include <fstream>
#include <iterator>
#include <utility>

#include <unistd.h>

namespace xvrrp::daemon {

namespace {

std::string read_file(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

Journal::Journal(std::string file)
    : file_(std::move(file)), predecessor_(core::read_noted(read_file(file_))), noted_(predecessor_) {}

Result<> Journal::note(const core::Noted& more) {
    if (noted_.includes(more))
        return {};
    noted_.add(more);
    std::ofstream out(file_);
    out << core::text(noted_);
    if (!out.flush())
        return failure(os::os_error("write down the addresses in " + file_));
    return {};
}

void Journal::remove() {
    ::unlink(file_.c_str());
}

} // namespace xvrrp::daemon
