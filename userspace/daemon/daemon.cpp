// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/daemon.h"

#include "core/vrrp/names.h"
#include "daemon/exit_code.h"
#include "daemon/log.h"
#include "daemon/named_interfaces.h"
#include "daemon/signals.h"
#include "daemon/systemd.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <spdlog/spdlog.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

// After so many netlink messages an advert that is due has its turn.
constexpr int kDatagramsPerTurn = 32;
// Two readings of the same clocks differ by less.
constexpr auto kClockNoise = std::chrono::milliseconds(10);

} // namespace

Result<Daemon::Edges> Daemon::open_edges(const Options& options, std::size_t routers) {
    auto loop = os::EventLoop::open();
    if (!loop)
        return failure(loop.error());
    auto netlink = host::Netlink::open();
    if (!netlink)
        return failure(netlink.error());
    auto routing = host::Routing::open();
    if (!routing)
        return failure(routing.error());
    auto socket = host::PacketSocket::open();
    if (!socket)
        return failure(socket.error());
    auto unicast = host::UnicastSocket::open();
    if (!unicast)
        return failure(unicast.error());
    auto links = host::LinkOps::open();
    if (!links)
        return failure(links.error());
    auto datapath = datapath::Datapath::open(
        {.slots = static_cast<std::uint32_t>(std::max<std::size_t>(routers, 1)), .bpf_dir = options.bpf_dir});
    if (!datapath)
        return failure(datapath.error());
    return Edges{std::move(*loop),    std::move(*netlink), std::move(*routing), std::move(*socket),
                 std::move(*unicast), std::move(*links),   std::move(*datapath)};
}

Result<std::unique_ptr<Daemon>> Daemon::create(const Options& options, config::Config config) {
    auto edges = open_edges(options, config.routers.size());
    if (!edges)
        return failure(edges.error());
    std::unique_ptr<Daemon> daemon(new Daemon(options, std::move(config), std::move(*edges)));
    if (auto ready = daemon->set_up(); !ready) {
        daemon->reception_.undo_attachments();
        return failure(ready.error());
    }
    return daemon;
}

Daemon::Daemon(const Options& options, config::Config config, Edges edges)
    : options_(options),
      globals_(std::move(config)), core_{core::VrrpRouter(std::exchange(globals_.routers, {}))},
      loop_(std::move(edges.loop)), netlink_(std::move(edges.netlink)), routing_(std::move(edges.routing)),
      socket_(std::move(edges.socket)), unicast_(std::move(edges.unicast)),
      datapath_(std::move(edges.datapath)), reception_(datapath_, options_),
      sysctls_(options.runtime_dir + "/sysctl"),
      virtual_macs_(core_.router.configs(), std::move(edges.links), sysctls_), promotion_(sysctls_),
      accept_mode_(options.runtime_dir), journal_(options.runtime_dir + "/placed"),
      routing_work_(interfaces_, routing_), perform_(reception_, datapath_, socket_, unicast_, netlink_,
                                                     promotion_, core_.addresses, routing_work_, chronicle_),
      started_(os::EventLoop::now()) {}

Result<> Daemon::set_up() {
    if (!datapath_.pin_note().empty())
        spdlog::warn("{}", datapath_.pin_note());
    if (auto claimed = claims_.take(running_config().routers); !claimed)
        return claimed;
    if (auto looked = look_at_network(); !looked)
        return looked;
    auto reloads =
        Reloads::open(loop_, options_.config_id, [this](LoadedConfig loaded) { begin(std::move(loaded)); });
    if (!reloads)
        return failure(reloads.error());
    reloads_ = std::move(*reloads);
    auto control = Control::listen(
        loop_, options_.runtime_dir + "/" XVRRP_CONTROL_SOCKET, options_.control_group,
        [this](const auto& request, auto rights, const auto& reply) { on_request(request, rights, reply); });
    if (!control)
        return failure(control.error());
    control_ = std::move(*control);
    return register_handlers();
}

Result<> Daemon::register_handlers() {
    const std::initializer_list<Result<>> added{
        loop_.on_readable(datapath_.events_fd(), [this] { turn(); }),
        loop_.on_readable(reception_.reports_fd(), [this] { turn(); }),
        loop_.on_readable(netlink_.monitor_fd(), [this] { turn(); }),
        loop_.on_readable(routing_.monitor_fd(), [this] { turn(); }),
        loop_.on_deadline([this] { turn(); }),
        loop_.on_idle([this] { turn(); }),
        loop_.on_signal(SIGTERM, [this] { on_shutdown(); }),
        loop_.on_signal(SIGINT, [this] { on_shutdown(); }),
        loop_.on_signal(SIGHUP, [this] { on_reload([](const auto&) {}); }),
        loop_.enable_watchdog()};
    for (const auto& each : added) {
        if (!each)
            return each;
    }
    return on_dump_signals(loop_);
}

host::NetlinkSink Daemon::sink() {
    return {.link = [this](const host::LinkEvent& event) { interfaces_.take(event); },
            .address =
                [this](const host::AddressEvent& event) {
                    interfaces_.take(event);
                    core_.addresses.observe(event.address, event.gone, os::EventLoop::now());
                },
            .resync = [this](const host::NetworkPicture& picture) { take_picture(picture); }};
}

// Messages were lost, and this is what there is: the old picture is replaced as a whole.
void Daemon::take_picture(const host::NetworkPicture& picture) {
    spdlog::warn("netlink messages were lost, links and addresses were read anew");
    interfaces_.clear();
    core::AddressSet there;
    for (const auto& each : picture.links)
        interfaces_.take(each);
    for (const auto& each : picture.addresses) {
        interfaces_.take(each);
        there.insert(each.address);
    }
    core_.addresses.observe_all(std::move(there));
    routing_work_.forget_observed();
}

Result<> Daemon::look_at_network() {
    if (auto dumped = netlink_.dump(sink()); !dumped)
        return dumped;
    for (const auto& [name, by] : named_interfaces(running_config())) {
        if (!globals_.dynamic_interfaces && !interfaces_.find(name))
            return failure(
                Error{"start " + by, "interface " + name + " does not exist", "see ip link", ENODEV});
    }
    for (const auto& config : core_.router.configs()) {
        const auto* link = interfaces_.find(config->interface); // none: dynamic_interfaces
        if (!link || reception_.serves(*link))
            continue;
        if (auto attached = reception_.attach(*link); !attached)
            return attached;
    }
    take_changes(started_);
    return {};
}

int Daemon::run(const std::function<void()>& ready) {
    auto now = os::EventLoop::now();
    datapath_.stamp_heartbeat(now);
    if (auto active = datapath_.activate(); !active) {
        spdlog::error("{}", active.error().text());
        reception_.undo_attachments();
        return kExitFatal;
    }
    note_placeable();
    virtual_macs_.inherit(journal_.predecessor().macvlans);
    if (auto up = put_up(now); !up) {
        spdlog::error("{}", up.error().text());
        take_down();
        reception_.undo_attachments();
        return kExitFatal;
    }
    running_ = true;
    look_at_clock(now);
    place_static();
    keep_promoting();
    inherit_addresses();
    sysctls_.give_back_inherited();
    routing_work_.want_static(globals_.static_routing.routes, globals_.static_routing.rules);
    feed(core::Start{}, now);
    turn();
    notify_ready(render_summary(core_.router.count_states()));
    ready();
    const auto code = loop_.run();
    if (code)
        return *code;
    spdlog::error("{}", code.error().text());
    return kExitFatal;
}

// ---- Steps --------------------------------------------------------------------------------------------------

void Daemon::look_at_clock(core::TimePoint now) {
    const auto ahead = os::EventLoop::wall_clock_ahead();
    if (std::chrono::abs(ahead - wall_clock_ahead_) < kClockNoise)
        return;
    wall_clock_ahead_ = ahead;
    feed(core::ClockObserved{ahead}, now);
}

void Daemon::drain(core::TimePoint now) {
    datapath_.drain([&](const datapath::DatapathEvent& event) {
        if (event.slot == 0)
            return;
        feed(core::PacketReceived{{event.slot - 1},
                                  event.arrival,
                                  {event.packet.begin(), event.packet.end()},
                                  datapath_.peer(event.slot).keepalive},
             now);
    });
}

void Daemon::observe_peer(core::RouterId id, core::TimePoint now) {
    const auto slot = core::slot_of(id).value;
    if (const auto heard = datapath_.heard(slot);
        core_.router.hear_quietly(id, heard.keepalive, heard.last_seen))
        return;
    const auto peer = datapath_.peer(slot);
    feed(core::PeerObserved{id, peer.keepalive, peer.last_seen, peer.source, peer.priority, peer.interval,
                            peer.withheld},
         now);
}

// An interface comes before its routes and its hook, so that nobody is blamed for what went with it.
void Daemon::read_network(core::TimePoint now) {
    if (auto read = netlink_.read_monitor(sink(), kDatagramsPerTurn); !read)
        spdlog::error("{}", read.error().text());
    take_changes(now);
    if (auto read = routing_work_.read_monitor(); !read)
        spdlog::error("{}", read.error().text());
    perform_.tell_news();
    reception_.take_reports(now);
}

bool Daemon::has_routing() const {
    return core_.may_place() && routing_work_.pending();
}

void Daemon::take_changes(core::TimePoint now) {
    bool vmac_changed = false;
    bool gone = false;
    for (const auto& seen : interfaces_.changes()) {
        routing_work_.disturbed(seen.link.name);
        vmac_changed = vmac_changed || virtual_macs_.concerns(seen.link.name);
        feed(seen, now);
        gone = gone || seen.link.ifindex == 0;
    }
    if (running_ && gone && !core_.reload)
        reception_.release_unused();
    if (running_ && vmac_changed)
        reconcile_links();
    if (running_) {
        place_static();
        keep_promoting();
    }
    if (core_.router.local_addresses() != local_) {
        local_ = core_.router.local_addresses();
        if (auto set = datapath_.set_local(local_); !set)
            spdlog::error("{}", set.error().text());
    }
}

void Daemon::feed(const core::Input& input, core::TimePoint now) {
    for (const auto& answer : perform_(core_.router.handle(input, now), now))
        feed(answer, now);
}

// Also before anybody takes over: a daemon whose ears were cut off must not elect itself because of that.
void Daemon::look_at_hooks(core::TimePoint now) {
    for (const auto& news : reception_.look(core_.router.takeovers(now), now))
        feed(news, now);
}

void Daemon::serve_deaf(core::TimePoint now) {
    for (const auto& news : reception_.retry(now))
        feed(news, now);
}

void Daemon::place_static() {
    std::vector<core::PlacedAddress> placed;
    for (const auto& each : globals_.static_addresses) {
        if (const auto* link = interfaces_.find(each.interface))
            placed.push_back(core::place_on(*link, each));
    }
    core_.addresses.hold_static(std::move(placed));
}

// What stands around the addresses before there are any: interfaces with virtual MACs, and the rules of no_accept.
Result<> Daemon::put_up(core::TimePoint now) {
    for (int step = 0; step < 2; ++step) { // create, then make ready
        reconcile_links();
        if (auto read = netlink_.read_monitor(sink()); !read)
            return read;
    }
    take_changes(now);
    return accept_mode_.load(core_.router.configs());
}

void Daemon::reconcile_links() {
    for (const auto& error : virtual_macs_.reconcile(interfaces_.by_name()))
        spdlog::error("{}", error);
}

void Daemon::take_down() {
    if (auto unloaded = accept_mode_.unload(); !unloaded)
        spdlog::error("{}", unloaded.error().text());
    for (const auto& error : virtual_macs_.leave(interfaces_.by_name()))
        spdlog::error("{}", error);
    sysctls_.restore();
    journal_.remove();
}

} // namespace xvrrp::daemon
