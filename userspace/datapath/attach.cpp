// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/attach.h"

#include "datapath/bpf_info.h"
#include "datapath/outgoing_fences.h"
#include "datapath/tc_attach.h"
#include "datapath/tc_filter.h"
#include "datapath/vlan_device.h"
#include "os/os_error.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace xvrrp::datapath {

namespace {

constexpr std::array<std::pair<AttachMode, std::string_view>, 4> kModes{{{AttachMode::Auto, "auto"},
                                                                         {AttachMode::Native, "native"},
                                                                         {AttachMode::Generic, "generic"},
                                                                         {AttachMode::Tc, "tc"}}};

// These drivers take an XDP program without a reset of the link.
constexpr std::array<std::string_view, 3> kKeepTheirLink{"veth", "virtio_net", "tun"};

// Other devices hand their frames to these interfaces after the kernel has put the VLAN tag beside the frame.
constexpr std::array<std::string_view, 6> kOnTop{"bridge",  "bonding", "team",
                                                 "macvlan", "ipvlan",  "802.1Q VLAN Support"};

constexpr std::string_view kLinkPrefix = "link_";

constexpr const char* kTagInFrames = "the VLAN interface leaves its tag in the frames (reorder_hdr off)";

// The name uses numbers, because bpffs takes no dots and names of VLAN interfaces have them.
std::string bpf_link_pin(const Interface& interface) {
    return root_folder() + "/" + std::string(kLinkPrefix) + std::to_string(interface.netns) + "_" +
           std::to_string(interface.index.index);
}

bool ask(const std::string& interface, unsigned long what, ifreq& request) {
    const os::Fd fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    return ioctl(fd.get(), what, &request) == 0;
}

// question is a struct of linux/ethtool.h, which begins with the number of the question.
template <class Question>
bool ask_ethtool(const std::string& interface, Question& question) {
    ifreq request{};
    request.ifr_data = reinterpret_cast<char*>(&question);
    return ask(interface, SIOCETHTOOL, request);
}

std::string driver_of(const std::string& interface) {
    ethtool_drvinfo info{};
    info.cmd = ETHTOOL_GDRVINFO;
    return ask_ethtool(interface, info) ? std::string(info.driver) : std::string();
}

bool has_rxvlan(const std::string& interface) {
    ethtool_value flags{};
    flags.cmd = ETHTOOL_GFLAGS;
    return ask_ethtool(interface, flags) && (flags.data & ETH_FLAG_RXVLAN) != 0;
}

// ---- The framing of an interface
// ----------------------------------------------------------------------------

enum class Framing : std::uint8_t { Ethernet, Ip, Unknown };

// The programs do not understand the frames of other tunnels (gre, sit), which begin with the outer header.
Framing framing_of(const std::string& interface) {
    ifreq request{};
    if (!ask(interface, SIOCGIFHWADDR, request))
        return Framing::Ethernet;
    switch (request.ifr_hwaddr.sa_family) {
    case ARPHRD_ETHER:
    case ARPHRD_LOOPBACK:
        return Framing::Ethernet;
    case ARPHRD_NONE: // tun, wireguard
    case ARPHRD_PPP:
    case ARPHRD_TUNNEL: // ipip
    case ARPHRD_RAWIP:
        return Framing::Ip;
    default:
        return Framing::Unknown;
    }
}

// Returns the reason why XDP would not see all adverts of the interface, with a remedy, or nothing.
std::optional<Error> blindness(const Interface& interface, AttachMode mode) {
    auto doing = "attach XDP (" + std::string(name(mode)) + ") to " + interface.name;
    if (framing_of(interface.name) != Framing::Ethernet)
        return Error{std::move(doing), interface.name + " has no Ethernet header", "choose tc", EOPNOTSUPP};
    const auto driver = driver_of(interface.name);
    const bool on_top = std::ranges::find(kOnTop, driver) != kOnTop.end();
    if (!on_top && !has_rxvlan(interface.name))
        return {};
    auto remedy =
        std::string("choose tc") + (on_top ? "" : ", or ethtool -K " + interface.name + " rxvlan off");
    if (driver == "veth")
        remedy += " and txvlan off at its other end";
    return Error{std::move(doing), driver + " puts a VLAN tag beside the frame, where XDP does not see it",
                 std::move(remedy), EOPNOTSUPP};
}

// ---- XDP ----------------------------------------------------------------------------------------------------

struct XdpState {
    AttachMode mode = AttachMode::Native;
    std::uint32_t program = 0; // 0: none
};

XdpState xdp_state(core::InterfaceIndex index) {
    auto query = options<bpf_xdp_query_opts>();
    if (bpf_xdp_query(index.index, 0, &query) < 0)
        return {};
    return {query.attach_mode == XDP_ATTACHED_SKB ? AttachMode::Generic : AttachMode::Native, query.prog_id};
}

// A BPF link counts if the interface of this namespace really runs our root.
bool holds_xdp(std::uint32_t root, const os::Fd& link, core::InterfaceIndex index) {
    const auto info = link_info(link);
    return info.type == LinkType::Xdp && info.ifindex == index.index && root != 0 &&
           xdp_state(index).program == root;
}

Attached attached_by_xdp(const RootPrograms& programs, const Interface& interface, AttachMode mode,
                         os::Fd link) {
    return {.attachment = {interface.index, mode, Hook::Xdp, false, {}},
            .root = program_id(programs.xdp.get()),
            .bpf_link = std::move(link),
            .bpf_link_pin = bpf_link_pin(interface),
            .overtaken = {}};
}

Error xdp_error(const Interface& interface, AttachMode mode, int code) {
    auto doing = "attach XDP (" + std::string(name(mode)) + ") to " + interface.name;
    switch (code) {
    case EBUSY:
    case EEXIST:
        return {std::move(doing), "XDP is taken by " + describe_program(xdp_state(interface.index).program),
                "stop its owner, or choose tc", EBUSY};
    case EOPNOTSUPP:
        return {std::move(doing), "the driver " + driver_of(interface.name) + " has no native XDP",
                "choose tc or generic", code};
    case EPERM:
    case EACCES:
        return bpf_error(std::move(doing), code);
    default:
        return os::os_error(std::move(doing), code,
                            "the driver refuses, often because of the MTU: choose tc or generic");
    }
}

Result<Attached> attach_xdp(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                            AttachMode mode, std::string why) {
    if (auto blind = blindness(interface, mode))
        return failure(*std::move(blind));
    auto link_options = options<bpf_link_create_opts>();
    link_options.flags = mode == AttachMode::Generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
    os::Fd link(bpf_link_create(programs.xdp.get(), interface.index.index, BPF_XDP, &link_options));
    if (!link)
        return failure(xdp_error(interface, mode, errno));
    if (auto pinned = pins.put(link.get(), bpf_link_pin(interface)); !pinned)
        return failure(pinned.error());
    auto attached = attached_by_xdp(programs, interface, mode, std::move(link));
    attached.attachment.why = std::move(why);
    return attached;
}

// ---- tc -----------------------------------------------------------------------------------------------------

Result<Attached> attach_tc(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                           Attached& ours, std::string why) {
    const auto framing = framing_of(interface.name);
    if (framing == Framing::Unknown)
        return failure(Error{"attach the tc filter to " + interface.name,
                             "its frames begin neither with an Ethernet header nor with an IP header",
                             "use another interface", EOPNOTSUPP});
    if (leaves_tag_in_frames(interface.index.index))
        return failure(Error{"attach the tc filter to " + interface.name, kTagInFrames,
                             "ip link set dev " + interface.name + " type vlan reorder_hdr on", EOPNOTSUPP});
    const int program = framing == Framing::Ip ? programs.ip.get() : programs.tc.get();
    return attach_to_tc({program, interface, bpf_link_pin(interface), std::move(why)}, pins, ours);
}

// ---- The choice
// ---------------------------------------------------------------------------------------------

Result<Attached> attach_auto(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                             Attached& ours) {
    const auto driver = driver_of(interface.name);
    const auto named = driver.empty() ? "a driver without a name" : driver;
    if (std::ranges::find(kKeepTheirLink, driver) == kKeepTheirLink.end())
        return attach_tc(programs, pins, interface, ours, named + " may reset its link when XDP is attached");
    if (const auto blind = blindness(interface, AttachMode::Native))
        return attach_tc(programs, pins, interface, ours, blind->what);
    auto native =
        attach_xdp(programs, pins, interface, AttachMode::Native, named + " does not reset its link");
    if (native)
        return native;
    return attach_tc(programs, pins, interface, ours, "native XDP is not available: " + native.error().what);
}

Result<Attached> attach_new(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                            AttachMode mode, Attached& ours) {
    switch (mode) {
    case AttachMode::Auto:
        return attach_auto(programs, pins, interface, ours);
    case AttachMode::Tc:
        return attach_tc(programs, pins, interface, ours, "as configured");
    case AttachMode::Native:
    case AttachMode::Generic:
        break;
    }
    return attach_xdp(programs, pins, interface, mode, "as configured");
}

} // namespace

std::string_view name(Hook hook) {
    switch (hook) {
    case Hook::Xdp:
        return "xdp";
    case Hook::Tcx:
        return "tcx";
    case Hook::Filter:
        return "filter";
    }
    return {};
}

std::string_view name(AttachMode mode) {
    return std::ranges::find(kModes, mode, &decltype(kModes)::value_type::first)->second;
}

std::optional<AttachMode> attach_mode_from(std::string_view name) {
    const auto* found = std::ranges::find(kModes, name, &decltype(kModes)::value_type::second);
    return found == kModes.end() ? std::nullopt : std::optional(found->first);
}

Result<Attached> attach(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                        AttachMode mode, std::optional<Attached> ours) {
    const auto pin = bpf_link_pin(interface);
    auto before = ours ? *std::move(ours) : Attached{};
    auto& link = before.bpf_link;
    if (!link)
        link = pins.get(pin);
    if (holds_xdp(program_id(programs.xdp.get()), link, interface.index)) {
        const auto running = xdp_state(interface.index).mode;
        const bool believed = !blindness(interface, running);
        if (believed && (mode == AttachMode::Auto || mode == running)) {
            auto attached = attached_by_xdp(programs, interface, running, std::move(link));
            attached.attachment.reused = true;
            attached.attachment.why = "attached already";
            return attached;
        }
        bpf_link_detach(link.get());
    }
    const bool on_tcx = holds_tcx(program_id(programs.tc.get()), link, interface.index) ||
                        holds_tcx(program_id(programs.ip.get()), link, interface.index);
    if (!on_tcx) {
        pins.remove(pin);
        link.reset();
    }
    auto attached = attach_new(programs, pins, interface, mode, before);
    // There is only one attachment, because tc would count an advert again that XDP lets through.
    if (link)
        bpf_link_detach(link.get());
    if (!attached || attached->attachment.hook != Hook::Filter)
        remove_our_tc_filter(pins, interface.index);
    if (!attached || !attached->bpf_link)
        pins.remove(pin);
    return attached;
}

std::string trouble_of(const Pins& pins, const Attached& attached) {
    if (attached.attachment.hook != Hook::Xdp) {
        if (leaves_tag_in_frames(attached.attachment.index.index))
            return kTagInFrames;
        return trouble_on_tc(pins, attached);
    }
    const auto info = link_info(attached.bpf_link);
    const bool there = info.ifindex == attached.attachment.index.index && info.program == attached.root;
    return there ? "" : "xvrrp_root was detached from XDP";
}

void detach(const Attached& attached, const Pins& pins) {
    if (attached.bpf_link) {
        bpf_link_detach(attached.bpf_link.get());
        pins.remove(attached.bpf_link_pin);
    }
    remove_our_tc_filter(pins, attached.attachment.index);
    if (attached.made_clsact)
        remove_empty_clsact(attached.attachment.index.index);
}

bool has_ethernet_frames(const std::string& interface) {
    ifreq request{};
    return ask(interface, SIOCGIFHWADDR, request) && request.ifr_hwaddr.sa_family == ARPHRD_ETHER;
}

// No pin tells of a tc filter, so it is looked for on all interfaces.
void detach_all(const Pins& pins) {
    pins.each(root_folder(), kLinkPrefix, [&](const std::string& name) {
        if (const auto link = pins.get(name))
            bpf_link_detach(link.get());
        pins.remove(name);
    });
    const std::unique_ptr<struct if_nameindex[], decltype(&if_freenameindex)> all(if_nameindex(),
                                                                                  if_freenameindex);
    for (std::size_t i = 0; all && all[i].if_index != 0; ++i)
        remove_our_tc_filter(pins, {static_cast<int>(all[i].if_index)});
}

void remove_dead_links(const Pins& pins) {
    for (const auto prefix : {kLinkPrefix, kFencePrefix}) {
        pins.each(root_folder(), prefix, [&](const std::string& name) {
            if (link_info(pins.get(name)).ifindex == 0)
                pins.remove(name);
        });
    }
}

} // namespace xvrrp::datapath
