// SPDX-License-Identifier: GPL-2.0-or-later
// Macvlan interfaces through libnl-route-3: created down, brought up, removed. Each call is one finished
// request.
#pragma once

#include "core/net/links.h"
#include "core/result.h"

#include <memory>

struct nl_sock;

namespace xvrrp::host {

class LinkOps {
public:
    static Result<LinkOps> open();

    // Private mode: the macvlan takes no frames from other interfaces of this host.
    Result<> create(const core::Macvlan& link, core::InterfaceIndex base);
    Result<> raise(const core::Macvlan& link, core::InterfaceIndex index);
    Result<> remove(const core::Macvlan& link, core::InterfaceIndex index);

private:
    struct FreeSocket {
        void operator()(nl_sock* socket) const;
    };

    using Socket = std::unique_ptr<nl_sock, FreeSocket>;

    explicit LinkOps(Socket socket) : socket_(std::move(socket)) {}

    Socket socket_;
};

} // namespace xvrrp::host
