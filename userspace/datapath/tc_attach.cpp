// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/tc_attach.h"

#include "core/stable_hash.h"
#include "datapath/bpf_info.h"
#include "datapath/tc_filter.h"
#include "datapath/tcx.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <bpf/bpf.h>

namespace xvrrp::datapath {

namespace {

// Returns the programs that run before ours on tcx and do not belong to another xvrrpd.
std::vector<std::uint32_t> strangers_before(std::uint32_t ours, core::InterfaceIndex index) {
    auto order = programs_on_tcx(index.index);
    order.erase(std::ranges::find(order, ours), order.end());
    std::erase_if(order, [](std::uint32_t id) { return program_name(id).value_or("").starts_with(kRoot); });
    return order;
}

Attached attached_to(const TcRequest& request, Hook hook) {
    return {.attachment = {request.interface.index, AttachMode::Tc, hook, false, request.why},
            .root = program_id(request.program),
            .bpf_link = {},
            .bpf_link_pin = request.bpf_link_pin,
            .overtaken = {}};
}

Result<Attached> attach_by_tcx(const TcRequest& request, const Pins& pins, Attached& ours) {
    const auto index = request.interface.index;
    auto attached = attached_to(request, Hook::Tcx);
    attached.overtaken = std::move(ours.overtaken);
    if (holds_tcx(attached.root, ours.bpf_link, index)) {
        const auto strangers = strangers_before(attached.root, index);
        if (strangers.empty()) {
            attached.attachment.reused = true;
            attached.bpf_link = std::move(ours.bpf_link);
            return attached;
        }
        attached.overtaken.insert(strangers.begin(), strangers.end());
        bpf_link_detach(ours.bpf_link.get()); // a program can be only once on a hook
    }
    auto link = attach_first_on_tcx(request.program, index.index, request.interface.name);
    if (!link)
        return failure(link.error());
    if (auto pinned = pins.put(link->get(), request.bpf_link_pin); !pinned)
        return failure(pinned.error());
    attached.bpf_link = std::move(*link);
    return attached;
}

Result<Attached> attach_by_filter(const TcRequest& request, const Pins& pins) {
    const auto handle = tc_handle(pins.directory());
    const int index = request.interface.index.index;
    const auto filters = tc_filters(index);
    if (!filters)
        return failure(filters.error());
    auto attached = attached_to(request, Hook::Filter);
    const auto position = position_among(*filters, handle, attached.root);
    attached.attachment.reused = position.ours && !position.in_front;
    if (!attached.attachment.reused) {
        const auto made = attach_first_tc_filter(request.program, handle, index, request.interface.name);
        if (!made)
            return failure(made.error());
        attached.made_clsact = *made;
    }
    return attached;
}

// Without CAP_SYS_ADMIN the programs of another xvrrpd cannot be told from any others. A program that ours
// has overtaken and that overtakes ours again is taken for another xvrrpd, because two daemons that overtake
// each other for ever would hear nothing.
std::string trouble_on_tcx(const Attached& attached) {
    const auto index = attached.attachment.index;
    const auto info = link_info(attached.bpf_link);
    if (info.ifindex != index.index || info.program != attached.root)
        return "xvrrp_root_tc was detached from tcx";
    for (const auto id : strangers_before(attached.root, index)) {
        if (program_name(id) || !attached.overtaken.contains(id))
            return describe_program(id) + " was put before ours on tcx";
    }
    return {};
}

} // namespace

// Daemons with different directories share an interface. A filter with our handle is our predecessor's.
std::uint32_t tc_handle(const std::string& directory) {
    return std::max(core::stable_hash(directory), 1U);
}

Result<Attached> attach_to_tc(const TcRequest& request, const Pins& pins, Attached& ours) {
    const bool made_clsact = ours.made_clsact;
    auto attached = attach_by_tcx(request, pins, ours);
    if (attached) {
        remove_our_tc_filter(pins, request.interface.index);
    } else {
        auto by_filter = request;
        by_filter.why += "; by a filter because " + attached.error().what;
        attached = attach_by_filter(by_filter, pins);
    }
    if (attached && made_clsact)
        attached->made_clsact = true;
    return attached;
}

std::string trouble_on_tc(const Pins& pins, const Attached& attached) {
    if (attached.attachment.hook == Hook::Tcx)
        return trouble_on_tcx(attached);
    const auto filters = tc_filters(attached.attachment.index.index);
    if (!filters)
        return filters.error().text();
    const auto position = position_among(*filters, tc_handle(pins.directory()), attached.root);
    if (!position.ours)
        return "the tc filter of xvrrp_root_tc was removed";
    return position.in_front ? describe(*position.in_front) + " was put before ours" : "";
}

bool holds_tcx(std::uint32_t root, const os::Fd& link, core::InterfaceIndex index) {
    const auto info = link_info(link);
    return info.type == LinkType::Tcx && info.ifindex == index.index && root != 0 && info.program == root &&
           std::ranges::count(programs_on_tcx(index.index), root) == 1;
}

void remove_our_tc_filter(const Pins& pins, core::InterfaceIndex index) {
    remove_tc_filter(tc_handle(pins.directory()), index.index);
}

} // namespace xvrrp::datapath
