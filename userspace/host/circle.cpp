// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/circle.h"

#include "host/netlink_channel.h"
#include "os/os_error.h"

#include <functional>
#include <memory>

#include <linux/if_link.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/link/inet6.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/qdisc.h>
#include <netlink/route/qdisc/tbf.h>
#include <netlink/route/tc.h>

namespace xvrrp::host {

namespace {

constexpr int kNames = 64;          // so many pairs may be in one network namespace
constexpr int kWaitingPackets = 16; // in the queue; one is enough

struct Release {
    void operator()(nl_sock* socket) const { nl_socket_free(socket); }

    void operator()(rtnl_link* link) const { rtnl_link_put(link); }

    void operator()(rtnl_qdisc* qdisc) const { rtnl_qdisc_put(qdisc); }

    void operator()(nl_cache* cache) const { nl_cache_free(cache); }
};

template <class T>
using Owned = std::unique_ptr<T, Release>;

Error circle_error(const std::string& doing, int code) {
    const bool is_refused = code == -NLE_PERM;
    const bool is_missing = code == -NLE_OPNOTSUPP || code == -NLE_OBJ_NOTFOUND;
    return {doing, nl_geterror(code),
            is_refused   ? "needs CAP_NET_ADMIN"
            : is_missing ? "the kernel needs veth and sch_tbf"
                         : ""};
}

Result<Owned<nl_sock>> open_socket() {
    Owned<nl_sock> socket(nl_socket_alloc());
    if (!socket)
        return failure(os::os_error("open a netlink socket", ENOMEM));
    if (const int code = nl_connect(socket.get(), NETLINK_ROUTE); code < 0)
        return failure(circle_error("open a netlink socket", code));
    return socket;
}

Circle circle_named(const std::string& name) {
    const auto index = [](const std::string& interface) {
        return core::InterfaceIndex{static_cast<int>(if_nametoindex(interface.c_str()))};
    };
    return {index(name), index(name + 'p'), name};
}

int add_pair(nl_sock* socket, const std::string& name) {
    const Owned<rtnl_link> out(rtnl_link_veth_alloc());
    if (!out)
        return -NLE_NOMEM;
    const Owned<rtnl_link> in(rtnl_link_veth_get_peer(out.get()));
    rtnl_link_set_name(out.get(), name.c_str());
    rtnl_link_set_name(in.get(), (name + 'p').c_str());
    return rtnl_link_add(socket, out.get(), NLM_F_CREATE | NLM_F_EXCL);
}

int change(nl_sock* socket, core::InterfaceIndex index, const std::function<void(rtnl_link*)>& how) {
    const Owned<rtnl_link> which(rtnl_link_alloc());
    const Owned<rtnl_link> changes(rtnl_link_alloc());
    if (!which || !changes)
        return -NLE_NOMEM;
    rtnl_link_set_ifindex(which.get(), index.index);
    how(changes.get());
    return rtnl_link_change(socket, which.get(), changes.get(), 0);
}

// The interfaces are for nobody else, so no address of IPv6 is made up for them when they come up.
int bring_up(nl_sock* socket, core::InterfaceIndex index) {
    const int code = change(socket, index, [](rtnl_link* link) {
        rtnl_link_inet6_set_addr_gen_mode(link, IN6_ADDR_GEN_MODE_NONE);
    });
    if (code < 0 && code != -NLE_AF_NOSUPPORT) // a host without IPv6
        return code;
    return change(socket, index, [](rtnl_link* link) { rtnl_link_set_flags(link, IFF_UP); });
}

// The bucket holds one packet and not two, so each one waits until the bucket is full again.
Result<> pace(nl_sock* socket, const Circle& circle, std::size_t packet, core::Duration turn) {
    const Owned<rtnl_qdisc> qdisc(rtnl_qdisc_alloc());
    if (!qdisc)
        return failure(os::os_error("pace " + circle.name, ENOMEM));
    auto* tc = TC_CAST(qdisc.get());
    rtnl_tc_set_ifindex(tc, circle.out.index);
    rtnl_tc_set_parent(tc, TC_H_ROOT);
    rtnl_tc_set_kind(tc, "tbf");
    const auto bytes = static_cast<int>(packet);
    const auto rate = core::Duration(std::chrono::seconds(1)) / turn * bytes;
    rtnl_qdisc_tbf_set_rate(qdisc.get(), static_cast<int>(rate), bytes + bytes / 4, 0);
    rtnl_qdisc_tbf_set_limit(qdisc.get(), kWaitingPackets * bytes);
    const int code = rtnl_qdisc_add(socket, qdisc.get(), NLM_F_CREATE | NLM_F_REPLACE);
    if (code < 0)
        return failure(circle_error("pace " + circle.name, code));
    return {};
}

} // namespace

Result<Circle> make_circle(const std::string& owner) {
    auto socket = open_socket();
    if (!socket)
        return failure(socket.error());
    int code = -NLE_EXIST;
    for (int number = 0; number < kNames && code == -NLE_EXIST; ++number) {
        const auto name = "xvrrp" + std::to_string(number);
        code = add_pair(socket->get(), name);
        if (code < 0)
            continue;
        const auto circle = circle_named(name);
        // The kernel takes no alias for an interface that it makes.
        code = change(socket->get(), circle.out,
                      [&](rtnl_link* link) { rtnl_link_set_ifalias(link, owner.c_str()); });
        if (code >= 0)
            return circle;
        (void)remove_circle(circle); // the first error is the one to tell
    }
    return failure(circle_error("make a pair of interfaces", code));
}

Result<Circle> find_circle(const std::string& owner) {
    auto socket = open_socket();
    if (!socket)
        return failure(socket.error());
    nl_cache* filled = nullptr;
    if (const int code = rtnl_link_alloc_cache(socket->get(), AF_UNSPEC, &filled); code < 0)
        return failure(circle_error("list the interfaces", code));
    const Owned<nl_cache> cache(filled);
    for (auto* each = nl_cache_get_first(cache.get()); each != nullptr; each = nl_cache_get_next(each)) {
        auto* link = reinterpret_cast<rtnl_link*>(each);
        const char* alias = rtnl_link_get_ifalias(link);
        if (rtnl_link_is_veth(link) && alias != nullptr && owner == alias)
            return circle_named(rtnl_link_get_name(link));
    }
    return Circle{};
}

Result<> open_circle(const Circle& circle, std::size_t packet, core::Duration turn) {
    auto socket = open_socket();
    if (!socket)
        return failure(socket.error());
    if (auto paced = pace(socket->get(), circle, packet, turn); !paced)
        return paced;
    for (const auto end : {circle.in, circle.out}) {
        if (const int code = bring_up(socket->get(), end); code < 0)
            return failure(circle_error("bring up " + circle.name, code));
    }
    return {};
}

Result<> remove_circle(const Circle& circle) {
    auto socket = open_socket();
    if (!socket)
        return failure(socket.error());
    const Owned<rtnl_link> link(rtnl_link_alloc());
    if (!link)
        return failure(os::os_error("remove " + circle.name, ENOMEM));
    rtnl_link_set_ifindex(link.get(), circle.out.index);
    const int code = rtnl_link_delete(socket->get(), link.get());
    if (code < 0 && code != -NLE_NODEV && code != -NLE_OBJ_NOTFOUND)
        return failure(circle_error("remove " + circle.name, code));
    return {};
}

} // namespace xvrrp::host
