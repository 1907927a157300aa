// SPDX-License-Identifier: GPL-2.0-or-later
// A runner of root opens files and named pipes for a daemon that is another user, and looks into directories for it.
//
// Each answer comes at once, and nothing of it stays here.
#pragma once

#include "os/fd.h"
#include "runner/message.h"

namespace xvrrp::runner {

struct Done {
    Answer answer;
    os::Fd file{}; // of Opened
};

Done do_favour(const ReadFile& read);
Done do_favour(const FindFiles& find);
Done do_favour(const OpenPipe& pipe);

} // namespace xvrrp::runner
