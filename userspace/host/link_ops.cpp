// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/link_ops.h"

#include "os/os_error.h"

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <netlink/addr.h>
#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/link/macvlan.h>
#include <netlink/socket.h>
#include <sys/socket.h>

namespace xvrrp::host {

namespace {

struct FreeLink {
    void operator()(rtnl_link* link) const { rtnl_link_put(link); }
};

struct FreeAddress {
    void operator()(nl_addr* address) const { nl_addr_put(address); }
};

using RouteLink = std::unique_ptr<rtnl_link, FreeLink>;

// error is the number that libnl returned.
Result<> done(const std::string& doing, int error) {
    if (error >= 0)
        return {};
    const char* remedy = error == -NLE_PERM        ? "needs CAP_NET_ADMIN"
                         : error == -NLE_OPNOTSUPP ? "the kernel needs macvlan"
                                                   : "";
    return failure(Error{doing, nl_geterror(error), remedy, 0});
}

RouteLink by_index(core::InterfaceIndex index) {
    RouteLink link(rtnl_link_alloc());
    if (link)
        rtnl_link_set_ifindex(link.get(), index.index);
    return link;
}

} // namespace

void LinkOps::FreeSocket::operator()(nl_sock* socket) const {
    nl_socket_free(socket);
}

Result<LinkOps> LinkOps::open() {
    Socket socket(nl_socket_alloc());
    if (!socket)
        return failure(os::os_error("open a netlink socket", ENOMEM));
    if (auto connected = done("open a netlink socket", nl_connect(socket.get(), NETLINK_ROUTE)); !connected)
        return failure(connected.error());
    return LinkOps(std::move(socket));
}

Result<> LinkOps::create(const core::Macvlan& link, core::InterfaceIndex base) {
    const std::string doing = "create macvlan " + link.name + " on " + link.base;
    const RouteLink request(rtnl_link_macvlan_alloc());
    const std::unique_ptr<nl_addr, FreeAddress> mac(
        nl_addr_build(AF_UNSPEC, link.mac.octets.data(), link.mac.octets.size()));
    if (!request || !mac)
        return failure(os::os_error(doing, ENOMEM));
    rtnl_link_set_name(request.get(), link.name.c_str());
    rtnl_link_set_link(request.get(), base.index);
    rtnl_link_set_addr(request.get(), mac.get());
    rtnl_link_macvlan_set_mode(request.get(), MACVLAN_MODE_PRIVATE);
    return done(doing, rtnl_link_add(socket_.get(), request.get(), NLM_F_CREATE | NLM_F_EXCL));
}

Result<> LinkOps::raise(const core::Macvlan& link, core::InterfaceIndex index) {
    const std::string doing = "bring up " + link.name;
    const RouteLink original = by_index(index);
    const RouteLink change = by_index(index);
    if (!original || !change)
        return failure(os::os_error(doing, ENOMEM));
    rtnl_link_set_flags(change.get(), IFF_UP);
    return done(doing, rtnl_link_change(socket_.get(), original.get(), change.get(), 0));
}

Result<> LinkOps::remove(const core::Macvlan& link, core::InterfaceIndex index) {
    const std::string doing = "remove macvlan " + link.name;
    const RouteLink request = by_index(index);
    if (!request)
        return failure(os::os_error(doing, ENOMEM));
    const int error = rtnl_link_delete(socket_.get(), request.get());
    return error == -NLE_NODEV || error == -NLE_OBJ_NOTFOUND ? Result<>() : done(doing, error);
}

} // namespace xvrrp::host
