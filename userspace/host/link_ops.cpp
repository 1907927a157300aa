// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/link_ops.h"

#include "host/link_message.h"
#include "os/os_error.h"

#include <cerrno>
#include <utility>

namespace xvrrp::host {

namespace {

using Kind = core::LinkOperation::Kind;

std::string doing(const core::LinkOperation& operation) {
    const auto& link = operation.target;
    switch (operation.kind) {
    case Kind::Create:
        return "create " + kind_of(link) + ' ' + link.name + " on " + link.base;
    case Kind::Join:
        return operation.vrf.index == 0 ? "take " + link.name + " out of its VRF"
                                        : "put " + link.name + " into the VRF of " + link.base;
    case Kind::Raise:
        return "bring up " + link.name;
    case Kind::Remove:
        return "remove " + kind_of(link) + ' ' + link.name;
    }
    return link.name;
}

std::string remedy(const core::LinkOperation& operation, const Refusal& refusal) {
    if (refusal.code == EPERM)
        return "needs CAP_NET_ADMIN";
    return refusal.code == EOPNOTSUPP && operation.kind == Kind::Create
               ? "the kernel needs " + kind_of(operation.target)
               : refusal.reason;
}

} // namespace

Result<LinkOps> LinkOps::open() {
    auto channel = open_channel();
    if (!channel)
        return failure(channel.error());
    return LinkOps(std::move(*channel));
}

Result<> LinkOps::apply(const core::LinkOperation& operation) {
    Result<> result;
    const auto refused = [&](std::size_t /*index*/, const Refusal& refusal) {
        const bool is_gone = operation.kind == Kind::Remove && refusal.code == ENODEV;
        if (!is_gone)
            result = failure(os::os_error(doing(operation), refusal.code, remedy(operation, refusal)));
    };
    send_batch(channel_,
               {.what = "links",
                .count = 1,
                .longest = kLongestLinkRequest,
                .append = [&](core::Bytes& out, std::uint32_t sequence,
                              std::size_t /*index*/) { append_link_request(out, sequence, operation); },
                .refused = refused,
                .unknown = [&](std::size_t /*index*/, const Error& error) { result = failure(error); }});
    return result;
}

} // namespace xvrrp::host
