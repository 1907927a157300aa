// SPDX-License-Identifier: GPL-2.0-or-later
#include "datapath/attach.h"

#include "os/os_error.h"

#include <algorithm>
#include <array>
#include <cstring>

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

// Drivers that take an XDP program without a reset of the link.
constexpr std::array<std::string_view, 3> kKeepTheirLink{"veth", "virtio_net", "tun"};

// Interfaces to which others hand their frames, after the kernel has put the VLAN tag beside them.
constexpr std::array<std::string_view, 6> kOnTop{"bridge",  "bonding", "team",
                                                 "macvlan", "ipvlan",  "802.1Q VLAN Support"};

constexpr std::uint32_t kTcPriority = 1;
constexpr std::string_view kLinkPrefix = "link_";

// What LIBBPF_OPTS does, which is C.
template <class T>
T options() {
    T out{};
    out.sz = sizeof out;
    return out;
}

bpf_tc_hook ingress(int ifindex) {
    auto hook = options<bpf_tc_hook>();
    hook.ifindex = ifindex;
    hook.attach_point = BPF_TC_INGRESS;
    return hook;
}

bpf_tc_opts filter_of(std::uint32_t handle) {
    auto filter = options<bpf_tc_opts>();
    filter.handle = handle;
    filter.priority = kTcPriority;
    return filter;
}

// By numbers: bpffs takes no dots, which names of VLAN interfaces have.
std::string link_pin(const Interface& interface) {
    return root_folder() + "/" + std::string(kLinkPrefix) + std::to_string(interface.netns) + "_" +
           std::to_string(interface.index);
}

bool ask(const std::string& interface, unsigned long what, ifreq& request) {
    const os::Fd fd(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    interface.copy(request.ifr_name, sizeof request.ifr_name - 1);
    return ioctl(fd.get(), what, &request) == 0;
}

// question: a struct of linux/ethtool.h, which begins with the number of the question.
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

// ---- What a frame looks like --------------------------------------------------------------------------------

enum class Framing : std::uint8_t { Ethernet, Ip, Unknown };

// Other tunnels (gre, sit) hand up the outer header in front of the IP header.
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

// Why XDP must not be believed there, and what to do; nothing where it may.
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

XdpState xdp_state(int ifindex) {
    auto query = options<bpf_xdp_query_opts>();
    if (bpf_xdp_query(ifindex, 0, &query) < 0)
        return {};
    return {query.attach_mode == XDP_ATTACHED_SKB ? AttachMode::Generic : AttachMode::Native, query.prog_id};
}

std::uint32_t program_id(int fd) {
    bpf_prog_info info{};
    std::uint32_t size = sizeof info;
    return bpf_obj_get_info_by_fd(fd, &info, &size) == 0 ? info.id : 0;
}

// Names of programs are for CAP_SYS_ADMIN only; without it there is the number.
std::string describe_program(std::uint32_t id) {
    auto number = "program number " + std::to_string(id);
    const os::Fd fd(bpf_prog_get_fd_by_id(id));
    bpf_prog_info info{};
    std::uint32_t size = sizeof info;
    if (!fd || bpf_obj_get_info_by_fd(fd.get(), &info, &size) < 0)
        return number;
    return std::string(info.name) + " (" + number + ")";
}

int linked_interface(const os::Fd& link) {
    bpf_link_info info{};
    std::uint32_t size = sizeof info;
    if (!link || bpf_obj_get_info_by_fd(link.get(), &info, &size) < 0 || info.type != BPF_LINK_TYPE_XDP)
        return 0;
    return static_cast<int>(info.xdp.ifindex);
}

// A link counts if the interface of this namespace does run our root.
bool holds(const RootPrograms& programs, const os::Fd& link, int ifindex) {
    const auto root = program_id(programs.xdp.get());
    return linked_interface(link) == ifindex && root != 0 && xdp_state(ifindex).program == root;
}

Error xdp_error(const Interface& interface, AttachMode mode, int code) {
    auto doing = "attach XDP (" + std::string(name(mode)) + ") to " + interface.name;
    switch (code) {
    case EBUSY:
    case EEXIST:
        return {std::move(doing), "XDP is taken by " + describe_program(xdp_state(interface.index).program),
                "stop what it belongs to, or choose tc", EBUSY};
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
    os::Fd link(bpf_link_create(programs.xdp.get(), interface.index, BPF_XDP, &link_options));
    if (!link)
        return failure(xdp_error(interface, mode, errno));
    if (auto pinned = pins.put(link.get(), link_pin(interface)); !pinned)
        return failure(pinned.error());
    return Attached{{interface.index, mode, false, std::move(why)}, std::move(link), link_pin(interface)};
}

// ---- tc -----------------------------------------------------------------------------------------------------

// Daemons with different directories share an interface; a filter with our handle is our predecessor's. FNV-1a.
std::uint32_t tc_handle(const std::string& directory) {
    std::uint32_t hash = 2166136261U;
    for (const char each : directory)
        hash = (hash ^ static_cast<unsigned char>(each)) * 16777619U;
    return std::max(hash, 1U);
}

std::uint32_t tc_program(int ifindex, std::uint32_t handle) {
    const auto hook = ingress(ifindex);
    auto filter = filter_of(handle);
    return bpf_tc_query(&hook, &filter) == 0 ? filter.prog_id : 0;
}

void remove_tc(const Pins& pins, int ifindex) {
    const auto handle = tc_handle(pins.directory());
    const auto hook = ingress(ifindex);
    auto filter = filter_of(handle);
    if (tc_program(ifindex, handle) != 0)
        bpf_tc_detach(&hook, &filter);
}

Result<Attached> attach_tc(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                           std::string why) {
    const auto framing = framing_of(interface.name);
    if (framing == Framing::Unknown)
        return failure(Error{"attach the tc filter to " + interface.name,
                             "its frames have neither an Ethernet header nor begin with the IP header",
                             "use another interface", EOPNOTSUPP});
    const int program = framing == Framing::Ip ? programs.ip.get() : programs.tc.get();
    const auto handle = tc_handle(pins.directory());
    const auto found = tc_program(interface.index, handle);
    if (found != 0 && found == program_id(program))
        return Attached{{interface.index, AttachMode::Tc, true, std::move(why)}, {}, {}};
    auto hook = ingress(interface.index);
    if (const int code = bpf_tc_hook_create(&hook); code < 0 && code != -EEXIST)
        return failure(bpf_error("make the tc ingress hook of " + interface.name, -code));
    auto filter = filter_of(handle);
    filter.prog_fd = program;
    filter.flags = BPF_TC_F_REPLACE;
    if (const int code = bpf_tc_attach(&hook, &filter); code < 0)
        return failure(bpf_error("attach the tc filter to " + interface.name, -code));
    return Attached{{interface.index, AttachMode::Tc, false, std::move(why)}, {}, {}};
}

// ---- Which --------------------------------------------------------------------------------------------------

Result<Attached> attach_auto(const RootPrograms& programs, const Pins& pins, const Interface& interface) {
    const auto driver = driver_of(interface.name);
    const auto named = driver.empty() ? "a driver without a name" : driver;
    if (std::ranges::find(kKeepTheirLink, driver) == kKeepTheirLink.end())
        return attach_tc(programs, pins, interface, named + " may reset its link when XDP is attached");
    if (const auto blind = blindness(interface, AttachMode::Native))
        return attach_tc(programs, pins, interface, blind->what);
    auto native =
        attach_xdp(programs, pins, interface, AttachMode::Native, named + " does not reset its link");
    if (native)
        return native;
    return attach_tc(programs, pins, interface, "native XDP is not to be had: " + native.error().what);
}

Result<Attached> attach_new(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                            AttachMode mode) {
    switch (mode) {
    case AttachMode::Auto:
        return attach_auto(programs, pins, interface);
    case AttachMode::Tc:
        return attach_tc(programs, pins, interface, "as configured");
    case AttachMode::Native:
    case AttachMode::Generic:
        break;
    }
    return attach_xdp(programs, pins, interface, mode, "as configured");
}

} // namespace

std::string_view name(AttachMode mode) {
    return std::ranges::find(kModes, mode, &decltype(kModes)::value_type::first)->second;
}

std::optional<AttachMode> attach_mode_from(std::string_view name) {
    const auto* found = std::ranges::find(kModes, name, &decltype(kModes)::value_type::second);
    return found == kModes.end() ? std::nullopt : std::optional(found->first);
}

Result<Attached> attach(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                        AttachMode mode, std::optional<Attached> ours) {
    const auto pin = link_pin(interface);
    os::Fd link = ours && ours->link ? std::move(ours->link) : pins.get(pin);
    if (holds(programs, link, interface.index)) {
        const auto running = xdp_state(interface.index).mode;
        const bool believed = !blindness(interface, running);
        if (believed && (mode == AttachMode::Auto || mode == running))
            return Attached{{interface.index, running, true, "attached already"}, std::move(link), pin};
        bpf_link_detach(link.get());
    }
    pins.remove(pin);
    link.reset();
    auto attached = attach_new(programs, pins, interface, mode);
    // One of the two: an advert that XDP lets through must not be counted again by tc.
    if (attached && attached->attachment.mode != AttachMode::Tc)
        remove_tc(pins, interface.index);
    return attached;
}

void detach(const Attached& attached, const Pins& pins) {
    if (attached.link) {
        bpf_link_detach(attached.link.get());
        pins.remove(attached.link_pin);
    }
    remove_tc(pins, attached.attachment.ifindex);
}

void remove_dead_links(const Pins& pins) {
    pins.each(root_folder(), kLinkPrefix, [&](const std::string& name) {
        if (linked_interface(pins.get(name)) == 0)
            pins.remove(name);
    });
}

} // namespace xvrrp::datapath
