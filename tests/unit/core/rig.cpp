// SPDX-License-Identifier: GPL-2.0-or-later
#include "rig.h"

#include "core/vrrp/frame.h"
#include "core/vrrp/names.h"

namespace xvrrp::core {

namespace {

constexpr std::size_t kEthernetHeader = 14;

std::string say_advert(ByteView packet) {
    const bool ipv4 = packet[0] >> 4 == 4;
    return "advert " + std::to_string(packet[ipv4 ? 22 : 42]) + " from " +
           IpAddress::from_bytes(ipv4 ? packet.subspan(12, 4) : packet.subspan(8, 16)).text();
}

std::string say(const SendAdvert& output) {
    return say_advert(ByteView(output.frame).subspan(kEthernetHeader));
}

std::string say(const SendUnicast& output) {
    return say_advert(output.packet) + " to " + output.destination.text();
}

std::string say(const StandIn& output) {
    return "lend " + std::to_string(output.lease.priority);
}

std::string say(const PutOff&) {
    return "put off";
}

std::string say(const StandAlone&) {
    return "stand alone";
}

std::string say(const Resolve& output) {
    return "resolve " + std::to_string(output.destinations.peers.size());
}

std::string say(const Receive&) {
    return "receive";
}

std::string say(const StopReceiving&) {
    return "stop receiving";
}

std::string say(const Memorise& output) {
    if (!output.memo)
        return "forget";
    return "memorise " + std::to_string(output.memo->message[2]) + " from " + output.memo->source.text();
}

std::string say(const Heed& output) {
    return "heed " + std::to_string(output.priority);
}

std::string say(const RunStage& output) {
    return "run " + output.script.script.arguments.front();
}

std::string say(const Hold& output) {
    return output.wanted ? "addresses wanted" : "addresses not wanted";
}

std::string say(const Announce& output) {
    return "announce " + std::to_string(output.repeat);
}

std::string say(const Gone& output) {
    return "gone " + std::to_string(output.router.value);
}

std::string say(const Transitioned& output) {
    return std::string(name(output.from)) + " -> " + std::string(name(output.to)) + ": " +
           std::string(name(output.reason));
}

std::string say(const FaultChanged& output) {
    return "still FAULT: " + output.detail;
}

std::string say(const PriorityChanged& output) {
    return "priority " + std::to_string(output.from) + " -> " + std::to_string(output.to) + ": " + output.sum;
}

std::string say(const GroupSynced& output) {
    return "group " + output.group + " to " + std::string(name(output.to));
}

std::string say(const GroupChanged& output) {
    return "group " + output.group + " is " + (output.is_gone ? "gone" : std::string(name(output.to)));
}

std::string say(const Noticed& output) {
    return "notice: " + output.detail;
}

} // namespace

VirtualRouterConfig config_of(Version version, std::uint8_t priority) {
    VirtualRouterConfig config;
    config.name = "VI_1";
    config.interface = "eth0";
    config.vrid = 51;
    config.version = version;
    config.priority = priority;
    config.addresses = {{kVip, 24}};
    return config;
}

Bytes packet(const PeerAdvert& advert, const VirtualRouterConfig& config) {
    const auto destination = config.unicast_peers.empty() ? config.multicast_group() : kOurs;
    const auto message = encode({config.version, config.vrid, advert.priority, advert.interval,
                                 config.authentication, advert.addresses},
                                advert.source, destination);
    return advert_packet(advert.source, destination, advert.ttl, 1, message);
}

LinkObserved link_up(std::vector<InterfaceAddress> addresses, const std::string& name) {
    return {{.index = {2}, .name = name, .mac = {{0x02, 0, 0, 0, 0, 0x0a}}, .up = true, .arp = true},
            std::move(addresses)};
}

LinkObserved link_down(std::vector<InterfaceAddress> addresses) {
    auto seen = link_up(std::move(addresses));
    seen.link.up = false;
    return seen;
}

LinkObserved link_gone() {
    return {{.index = {}, .name = "eth0", .mac = {}, .up = false, .arp = true}, {}};
}

Said words(const Outputs& outputs) {
    Said out;
    for (const auto& output : outputs)
        out.push_back(std::visit([](const auto& each) { return say(each); }, output));
    return out;
}

Outputs answered(VrrpRouter& router, const Input& input, TimePoint now) {
    auto outputs = router.handle(input, now);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        const auto* wanted = std::get_if<Receive>(&outputs[i]);
        if (!wanted)
            continue;
        const auto more = router.handle(ReceptionObserved{wanted->router, {}}, now);
        outputs.insert(outputs.end(), more.begin(), more.end());
    }
    return outputs;
}

Rig::Rig(VirtualRouterConfig config, bool started) : all_({std::move(config)}) {
    if (!started)
        return;
    see(link_up(), 0s);
    start();
}

Said Rig::hear(const PeerAdvert& advert, Duration arrival, Duration now) {
    return feed(PacketReceived{{}, at(arrival), packet(advert, router().config())}, now);
}

Said Rig::peer(Duration keepalive, Duration last_seen, const PeerAdvert& last, Duration now) {
    return feed(PeerObserved{{}, at(keepalive), at(last_seen), last.source, last.priority, last.interval},
                now);
}

Said Rig::feed(const Input& input, Duration now) {
    last_ = receives_ ? answered(all_, input, at(now)) : all_.handle(input, at(now));
    return words(last_);
}

Duration Rig::deadline() const {
    return all_.deadline() - at(0s);
}

Rig master(VirtualRouterConfig config) {
    Rig rig(std::move(config));
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

LinkObserved eth1(int index, bool up) {
    LinkObserved seen;
    seen.link = {.index = {index}, .name = "eth1", .mac = {{2, 0, 0, 0, 0, 5}}, .up = up};
    return seen;
}

Rig master_beside(const LinkObserved& other, VirtualRouterConfig config) {
    Rig rig(std::move(config), false);
    rig.see(link_up(), 0s);
    rig.see(other, 0s);
    rig.start();
    rig.tick(rig.deadline());
    EXPECT_EQ(rig.state(), State::Master);
    return rig;
}

} // namespace xvrrp::core
