// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/daemon.h"

#include "core/vrrp/names.h"
#include "daemon/clean_up.h"
#include "daemon/exit_code.h"
#include "daemon/log.h"
#include "daemon/log_line.h"
#include "daemon/named_interfaces.h"
#include "daemon/running.h"
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

} // namespace

Result<Daemon::Edges> Daemon::open_edges(const Options& options, const datapath::Room& room) {
    auto loop = os::EventLoop::open();
    if (!loop)
        return failure(loop.error());
    auto network = KernelNetwork::open(options.runtime_dir);
    if (!network)
        return failure(network.error());
    auto socket = host::PacketSocket::open();
    if (!socket)
        return failure(socket.error());
    auto unicast = host::UnicastSocket::open();
    if (!unicast)
        return failure(unicast.error());
    auto datapath = datapath::Datapath::open({.room = room, .bpf_dir = options.bpf_dir});
    if (!datapath)
        return failure(datapath.error());
    auto files = TrackFiles::open();
    if (!files)
        return failure(files.error());
    auto schedule = ReloadSchedule::open();
    if (!schedule)
        return failure(schedule.error());
    return Edges{std::move(*loop),     std::move(*network), std::move(*socket),  std::move(*unicast),
                 std::move(*datapath), std::move(*files),   std::move(*schedule)};
}

Result<std::unique_ptr<Daemon>> Daemon::create(const Options& options, config::Config config) {
    datapath::Room room;
    for (const auto& router : config.routers)
        room.add(router);
    auto edges = open_edges(options, room);
    if (!edges)
        return failure(edges.error());
    std::unique_ptr<Daemon> daemon(new Daemon(options, std::move(config), std::move(*edges)));
    if (auto ready = daemon->set_up(); !ready) {
        daemon->reception_.undo_attachments();
        daemon->quiet_igmp(false);
        return failure(ready.error());
    }
    return daemon;
}

Daemon::Daemon(Options options, config::Config config, Edges edges)
    : options_(std::move(options)),
      globals_(std::move(config)), core_{core::VrrpRouter(std::exchange(globals_.routers, {}))},
      edges_(std::move(edges)), reception_(edges_.datapath, options_),
      stand_ins_(edges_.datapath, edges_.socket, circle_owner(options_.bpf_dir)),
      neighbours_(edges_.loop, [this] { turn(); }),
      history_(options_.runtime_dir, aside(), [this] { turn(); }),
      scripts_(
          edges_.loop, aside(), [this] { turn(); }, options_.runner_socket, chronicle_),
      notices_({[this](const core::Script& script) { return scripts_.run(script, core::Duration::zero()); },
                [this](std::uint64_t id) { scripts_.end(id); },
                [this](const core::Mail& mail) { return scripts_.send(mail); }},
               pipe_opener(options_.runner_socket, aside()), [this] { turn(); }),
      life_(scripts_, notices_, os::EventLoop::now()),
      perform_(reception_, edges_.datapath, stand_ins_, neighbours_, edges_.socket, edges_.unicast,
               core_.network, edges_.kernel, chronicle_, notices_,
               [this](const core::RunStage& stage) { scripts_.begin(stage); }),
      moves_([this](core::RouterId from, std::size_t most) { return core_.router.snapshots(from, most); }),
      order_note_(options_.runtime_dir + "/drained"),
      dumps_(edges_.loop, aside(),
             {[this](core::RouterId from, std::size_t most) { return core_.router.snapshots(from, most); },
              [this](const core::RouterSnapshot& router) {
                  return counted(stats_of(edges_.datapath, router), router);
              },
              [this](const std::string& after, std::size_t most) { return interfaces_.some(after, most); },
              [this] { return dump_view(); }}) {
    history_.read(chronicle_.events());
}

Result<> Daemon::set_up() {
    if (!edges_.datapath.pin_note().empty())
        spdlog::warn("{}", edges_.datapath.pin_note());
    const auto config = running_config(globals_, core_.router.configs());
    if (auto claimed = edges_.claims.take(config.routers); !claimed)
        return claimed;
    quiet_igmp(globals_.disable_local_igmp); // before a group is joined
    if (auto looked = look_at_network(); !looked)
        return looked;
    auto reloads = Reloads::open(edges_.loop, place_of(options_),
                                 [this](LoadedConfig loaded) { begin(std::move(loaded)); });
    if (!reloads)
        return failure(reloads.error());
    reloads_ = std::move(*reloads);
    if (auto started = scripts_.start(config, clean_up_after(options_)); !started)
        return started;
    auto control = Control::listen(
        edges_.loop, options_.runtime_dir + "/" XVRRP_CONTROL_SOCKET, options_.control_group,
        [this](const auto& request, auto rights, const auto& reply) { on_request(request, rights, reply); });
    if (!control)
        return failure(control.error());
    control_ = std::move(*control);
    return register_handlers();
}

Result<> Daemon::register_handlers() {
    const auto on_network = [this] {
        edges_.network_has_news = true;
        turn();
    };
    const std::initializer_list<Result<>> added{
        edges_.loop.on_readable(edges_.datapath.events_fd(), [this] { turn(); }),
        edges_.loop.on_readable(reception_.reports_fd(), on_network),
        edges_.loop.on_readable(edges_.kernel.netlink().monitor_fd(), on_network),
        edges_.loop.on_readable(edges_.kernel.routing().monitor_fd(), on_network),
        edges_.loop.on_readable(edges_.files.fd(),
                                [this] {
                                    edges_.files.wake();
                                    turn();
                                }),
        edges_.loop.on_readable(edges_.schedule.fd(),
                                [this] {
                                    edges_.schedule.wake();
                                    turn();
                                }),
        edges_.loop.on_deadline([this] { turn(); }),
        edges_.loop.on_idle([this] { turn(); }),
        edges_.loop.on_signal(SIGTERM, [this] { on_shutdown(); }),
        edges_.loop.on_signal(SIGINT, [this] { on_shutdown(); }),
        edges_.loop.on_signal(SIGHUP, [this] { on_reload([](const auto&) {}); }),
        edges_.loop.on_signal(SIGQUIT, [this] { hand_over(kExitOk); }),
        edges_.loop.enable_watchdog()};
    for (const auto& each : added) {
        if (!each)
            return each;
    }
    if (auto opened = dumps_.open(); !opened)
        return opened;
    return on_dump_signals(edges_.loop, [this](Dump dump) { dumps_.ask(dump); });
}

host::NetlinkSink Daemon::sink() {
    return {.link =
                [this](const host::LinkEvent& event) {
                    interfaces_.take(event);
                    core_.network.observe(event.link, event.gone, os::EventLoop::now());
                },
            .address =
                [this](const host::AddressEvent& event) {
                    interfaces_.take(event);
                    core_.network.observe(event.address, event.gone, os::EventLoop::now());
                },
            .resync = [this](const host::NetworkPicture& picture) { take_picture(picture); }};
}

// Messages were lost, so the old picture is replaced as a whole.
void Daemon::take_picture(const host::NetworkPicture& picture) {
    spdlog::warn("netlink messages were lost, links and addresses were read anew");
    interfaces_.clear();
    core::ObservedNetwork there;
    for (const auto& each : picture.links) {
        interfaces_.take(each);
        there.links.push_back(each.link);
    }
    for (const auto& each : picture.addresses) {
        interfaces_.take(each);
        there.addresses.insert(each.address);
    }
    core_.network.observe_all(there);
}

Result<> Daemon::look_at_network() {
    if (auto dumped = edges_.kernel.netlink().dump(sink()); !dumped)
        return dumped;
    for (const auto& [name, by] : named_interfaces(running_config(globals_, core_.router.configs()))) {
        if (!globals_.dynamic_interfaces && !interfaces_.find(name))
            return failure(
                Error{"start " + by, "interface " + name + " does not exist", "see ip link", ENODEV});
    }
    take_former_slots();
    for (const auto& config : core_.router.configs()) {
        const auto* link = interfaces_.find(config->interface); // null only with dynamic_interfaces
        if (!link || reception_.serves(*link))
            continue;
        if (auto attached = reception_.attach(*link); !attached)
            return attached;
    }
    take_changes(life_.since());
    return {};
}

int Daemon::run(const std::function<void()>& ready) {
    life_.start(globals_.notifying, ready, os::EventLoop::now());
    turn();
    const auto code = edges_.loop.run();
    if (code)
        return *code;
    spdlog::error("{}", code.error().text());
    return kExitFatal;
}

// This function logs its own failures.
Result<> Daemon::start_up() {
    const auto now = os::EventLoop::now();
    edges_.datapath.stamp_heartbeat(now);
    if (auto active = edges_.datapath.activate(); !active) {
        spdlog::error("{}", active.error().text());
        reception_.undo_attachments();
        return active;
    }
    const auto ours = placeable(globals_, core_.router.configs());
    note(ours);
    core_.network.inherit(edges_.kernel.journal().predecessor().without(ours));
    auto up = put_up(now);
    if (up && !core_.network.is_guarded())
        up = failure(Error{"start", "the addresses of no_accept cannot be guarded", {}, 0});
    if (up)
        up = succeed();
    if (!up) {
        spdlog::error("{}", up.error().text());
        take_down();
        reception_.undo_attachments();
        return up;
    }
    life_.begin_work();
    notices_.follow(globals_);
    chronicle_.note_daemon("started", "xvrrpd " XVRRP_VERSION " with " + options_.config_file, now);
    feed(core::ClockObserved{os::EventLoop::wall_clock_ahead()}, now);
    edges_.kernel.give_back_inherited();
    follow_trackers(now);
    follow_schedule(now);
    feed(order_note_.read(), now);
    feed(core::Start{{}, os::EventLoop::booted()}, now);
    settle_inherited(now);
    turn();
    notify_ready(render_summary(core_.router.count_states()));
    write_line(spdlog::level::info, message("started"),
               "Startup complete, " + render_summary(core_.router.count_states()));
    life_.tell_ready();
    return {};
}

// ---- Steps --------------------------------------------------------------------------------------------------

void Daemon::drain(core::TimePoint now) {
    edges_.datapath.drain([&](const datapath::DatapathEvent& event) {
        const auto router = core::router_of(event.slot);
        if (!router)
            return;
        feed(core::PacketReceived{*router,
                                  event.arrival,
                                  {event.packet.begin(), event.packet.end()},
                                  edges_.datapath.peer(event.slot).keepalive,
                                  event.sender},
             now);
    });
}

void Daemon::observe_peer(core::RouterId id, core::TimePoint now) {
    const auto slot = core::slot_of(id);
    if (const auto heard = edges_.datapath.heard(slot);
        core_.router.hear_quietly(id, heard.keepalive, heard.last_seen))
        return;
    const auto peer = edges_.datapath.peer(slot);
    feed(core::PeerObserved{id, peer.keepalive, peer.last_seen, peer.source, peer.priority, peer.interval,
                            peer.withheld},
         now);
}

// An interface comes before its routes and its hook, so that nobody is blamed for losses that came with it.
// Nothing is read if nothing is readable, because most turns come with an advert, and each reading is a system call.
void Daemon::read_network(core::TimePoint now) {
    if (!std::exchange(edges_.network_has_news, false) && now < edges_.kernel.netlink().deadline()) {
        take_changes(now);
        return;
    }
    if (auto read = edges_.kernel.netlink().read_monitor(sink(), now, kDatagramsPerTurn); !read)
        spdlog::error("{}", read.error().text());
    take_changes(now);
    perform_.read_routing();
    perform_.tell_news();
    reception_.take_reports(now);
}

void Daemon::take_changes(core::TimePoint now) {
    bool gone = false;
    for (const auto& seen : interfaces_.changes()) {
        feed(seen, now);
        gone = gone || !seen.link.index;
    }
    if (life_.works() && gone && !core_.reload && !coming_)
        reception_.release_unused();
    if (auto refused = reception_.refuse_from(core_.router.local_addresses(), core_.router.local_revision());
        !refused)
        spdlog::error("{}", refused.error().text());
}

void Daemon::feed(const core::Input& input, core::TimePoint now) {
    const auto outputs = core_.router.handle(input, now);
    const auto answers = perform_(outputs, now);
    keep_records(outputs);
    for (const auto& answer : answers)
        feed(answer, now);
}

// This also happens before a takeover, because a daemon whose ears were cut off must not elect itself.
void Daemon::look_at_hooks(core::TimePoint now) {
    for (const auto& news : reception_.look(core_.router.takeovers(now), now))
        feed(news, now);
}

void Daemon::serve_deaf(core::TimePoint now) {
    for (const auto& news : reception_.retry(now))
        feed(news, now);
}

void Daemon::read_trackers(core::TimePoint now) {
    for (const auto& file : edges_.files.changes(now))
        feed(file, now);
    for (const auto& news : scripts_.news(now))
        feed(news, now);
    life_.take_ended_scripts(now);
}

void Daemon::follow_trackers(core::TimePoint now) {
    for (const auto& file : edges_.files.follow(globals_.track_files))
        feed(file, now);
    for (const auto& news : scripts_.follow(globals_, now))
        feed(news, now);
}

void Daemon::follow_schedule(core::TimePoint now) {
    edges_.schedule.follow(globals_.reload,
                           core::WallTime(now.time_since_epoch() + os::EventLoop::wall_clock_ahead()));
}

void Daemon::reload_on_time(core::TimePoint now) {
    if (edges_.schedule.is_due(now, os::EventLoop::wall_clock_ahead()))
        on_reload([](const auto&) {});
}

void Daemon::quiet_igmp(bool wanted) {
    core_.network.quiet_igmp(wanted);
    perform_.work_slice();
}

void Daemon::note(const core::Noted& placeable) {
    if (auto noted = edges_.kernel.journal().note(placeable); !noted)
        spdlog::warn("{}", noted.error().text());
}

// Interfaces with virtual MACs and the guard of no_accept come before all addresses. Netlink reports each step, and the
// next one follows from the report.
Result<> Daemon::put_up(core::TimePoint now) {
    core_.network.hold_static(standing_of(globals_, core_.router.configs()));
    do {
        perform_.work_slice();
        if (auto read = edges_.kernel.netlink().read_monitor(sink(), now); !read)
            return read;
    } while (core_.network.is_preparing());
    take_changes(now);
    return {};
}

// Operations that failed before are tried once more.
void Daemon::take_down() {
    core_.network.hold_static({});
    core_.network.tick(core::kNever);
    while (core_.network.pending())
        perform_.work_slice();
}

} // namespace xvrrp::daemon
