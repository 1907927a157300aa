// SPDX-License-Identifier: GPL-2.0-or-later
// Sends a mail. It waits for the server, so it is called in a process of its own.
#pragma once

#include "core/mail.h"

#include <string>

namespace xvrrp::runner {

// Beyond this many timeouts a mail has failed.
inline constexpr int kTimeoutsOfMail = 4;

struct Sent {
    bool done = false;
    std::string reason; // why it was not sent; or, if it was, which recipient was refused
};

Sent send_mail(const core::Mail& mail);

} // namespace xvrrp::runner
