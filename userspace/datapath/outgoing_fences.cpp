// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/outgoing_fences.h"

#include "datapath/attach.h"
#include "datapath/bpf_info.h"
#include "datapath/rx_program.h"
#include "datapath/tc_attach.h"
#include "datapath/tc_filter.h"
#include "datapath/tcx.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include <bpf/bpf.h>
#include <net/if.h>

namespace xvrrp::datapath {

namespace {

// Several network namespaces may share a directory of pins.
std::string prefix() {
    return std::string(kFencePrefix) + std::to_string(network_namespace().value_or(0)) + "_";
}

std::string pin_of(core::InterfaceIndex interface) {
    return root_folder() + "/" + prefix() + std::to_string(interface.index);
}

bool has_our_filter(core::InterfaceIndex interface, const Pins& pins) {
    const auto filters = tc_filters(interface.index, Side::Out);
    const auto is_ours = [handle = tc_handle(pins.directory())](const TcFilter& each) {
        return each.kind == "bpf" && each.handle == handle;
    };
    return filters && std::ranges::any_of(*filters, is_ours);
}

// All interfaces of this namespace.
std::vector<core::InterfaceIndex> all_interfaces() {
    const std::unique_ptr<struct if_nameindex, decltype(&if_freenameindex)> names(if_nameindex(),
                                                                                  &if_freenameindex);
    std::vector<core::InterfaceIndex> out;
    for (const auto* each = names.get(); each != nullptr && each->if_index != 0; ++each)
        out.push_back({static_cast<int>(each->if_index)});
    return out;
}

std::string name_of(core::InterfaceIndex interface) {
    std::array<char, IF_NAMESIZE> name{};
    return if_indextoname(static_cast<unsigned>(interface.index), name.data()) == nullptr ? "" : name.data();
}

// A predecessor's program gives way without a gap.
os::Fd take_over(int program, core::InterfaceIndex interface, os::Fd link) {
    const auto info = link_info(link);
    const bool is_there = info.type == LinkType::Tcx && info.ifindex == interface.index;
    return is_there && bpf_link_update(link.get(), program, nullptr) == 0 ? std::move(link) : os::Fd();
}

} // namespace

void OutgoingFences::adopt(int program, const Pins& pins) {
    for (const auto interface : all_interfaces()) {
        if (pins.get(pin_of(interface)) || has_our_filter(interface, pins))
            (void)put(program, interface, pins); // what fails has removed the old one
    }
}

Result<> OutgoingFences::put(int program, core::InterfaceIndex interface, const Pins& pins) {
    const auto name = name_of(interface);
    if (places_.contains(interface) || !has_ethernet_frames(name))
        return {};
    Place place;
    const auto pin = pin_of(interface);
    place.bpf_link = take_over(program, interface, pins.get(pin));
    if (!place.bpf_link) {
        pins.remove(pin);
        if (auto link = attach_first_on_tcx(program, interface.index, name, Side::Out)) {
            place.bpf_link = std::move(*link);
            if (auto pinned = pins.put(place.bpf_link.get(), pin); !pinned)
                return pinned;
        } else {
            const auto made = attach_first_tc_filter(program, tc_handle(pins.directory()), interface.index,
                                                     name, Side::Out);
            if (!made)
                return failure(made.error());
            place.made_clsact = *made;
        }
    }
    places_.emplace(interface, std::move(place));
    return {};
}

Result<> OutgoingFences::replace(int program, const Pins& pins) {
    for (auto& [interface, place] : std::exchange(places_, {})) {
        if (place.bpf_link && bpf_link_update(place.bpf_link.get(), program, nullptr) == 0) {
            places_.emplace(interface, std::move(place));
            continue;
        }
        if (name_of(interface).empty())
            continue; // it went with its interface
        if (auto put_again = put(program, interface, pins); !put_again)
            return put_again;
        places_.at(interface).made_clsact |= place.made_clsact;
    }
    return {};
}

void OutgoingFences::remove_left_filters(const Pins& pins) {
    for (const auto interface : all_interfaces()) {
        if (!has_our_filter(interface, pins))
            continue;
        remove_tc_filter(tc_handle(pins.directory()), interface.index, Side::Out);
        remove_empty_clsact(interface.index);
    }
}

void OutgoingFences::remove_all(const Pins& pins) {
    pins.each(root_folder(), prefix(), [&](const std::string& name) {
        bpf_link_detach(pins.get(name).get());
        pins.remove(name);
    });
    for (const auto& [interface, place] : std::exchange(places_, {})) {
        if (place.bpf_link)
            continue; // the last descriptor closes
        remove_tc_filter(tc_handle(pins.directory()), interface.index, Side::Out);
        if (place.made_clsact)
            remove_empty_clsact(interface.index);
    }
}

} // namespace xvrrp::datapath
