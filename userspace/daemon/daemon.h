// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon joins the core, the edges and the requests of people around one loop.
#pragma once

#include "config/config.h"
#include "core/turn.h"
#include "daemon/claims.h"
#include "daemon/control.h"
#include "daemon/dumps/dumps.h"
#include "daemon/history.h"
#include "daemon/interfaces.h"
#include "daemon/kernel_network.h"
#include "daemon/life.h"
#include "daemon/measures.h"
#include "daemon/moves.h"
#include "daemon/named_interfaces.h"
#include "daemon/neighbours.h"
#include "daemon/notices.h"
#include "daemon/options.h"
#include "daemon/order_note.h"
#include "daemon/perform.h"
#include "daemon/reception.h"
#include "daemon/reload_schedule.h"
#include "daemon/reloads.h"
#include "daemon/render.h"
#include "daemon/scripts.h"
#include "daemon/stand_in.h"
#include "daemon/track_files.h"
#include "datapath/datapath.h"
#include "host/packet_socket.h"
#include "host/unicast_socket.h"
#include "os/event_loop.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace xvrrp::daemon {

class Daemon {
public:
    // Everything is open and attached, but nothing runs yet. An Error's code is an errno: EPERM and EACCES mean
    // a missing permission, ENODEV an interface that does not exist.
    static Result<std::unique_ptr<Daemon>> create(const Options& options, config::Config config);

    // Returns the exit code. ready is called once adverts are received and the routers have left INIT.
    int run(const std::function<void()>& ready);

private:
    struct Edges {
        os::EventLoop loop;
        KernelNetwork kernel;
        host::PacketSocket socket;
        host::UnicastSocket unicast;
        datapath::Datapath datapath;
        TrackFiles files;
        ReloadSchedule schedule;
        Claims claims{};
        bool network_has_news = false; // netlink can be read
    };

    Daemon(Options options, config::Config config, Edges edges);

    // Runs work beside the loop, and then done on it.
    std::function<void(std::function<void()> work, std::function<void()> done)> aside() {
        return [this](auto work, auto done) { reloads_->run_aside(std::move(work), std::move(done)); };
    }

    static Result<Edges> open_edges(const Options& options, const datapath::Room& room);

    Result<> set_up();
    Result<> register_handlers();
    Result<> look_at_network();
    host::NetlinkSink sink();
    void take_picture(const host::NetworkPicture& picture);

    struct World;
    void turn();
    void turn_beside(core::TimePoint now);
    void measure(core::TimePoint due, core::TimePoint begun);
    Measures measures() const;
    void on_shutdown();
    void hand_over(int code);
    void end_work(core::TimePoint now);
    Result<> start_up();
    void leave(core::TimePoint now);
    void on_request(const nlohmann::json& request, Rights rights, const Control::Reply& reply);
    void on_reload(const Control::Reply& reply);
    void on_restart(const Control::Reply& reply);
    void on_diff(const std::string& file, const Control::Reply& reply);
    void on_config(bool secrets, const Control::Reply& reply);
    bool can_move(const Control::Reply& reply) const;
    void on_drain(const nlohmann::json& request, const Control::Reply& reply);
    void on_promote(const nlohmann::json& request, const Control::Reply& reply);
    void on_priority(const nlohmann::json& request, const Control::Reply& reply);
    void move(const Message* kind, const std::string& what, const std::vector<core::RouterId>& routers,
              core::Input input, core::Duration patience, const Control::Reply& reply);
    void take_moves(core::TimePoint now);
    void on_why(const nlohmann::json& request, const Control::Reply& reply);
    DumpView dump_view() const;
    void keep_events();
    Result<> succeed();
    void keep_checks();
    void remember_checks();

    std::string checks_file() const { return options_.runtime_dir + "/checks"; }

    void look_at_gates(core::TimePoint now);
    void look_at_token(core::TimePoint now);
    void take_former_slots();
    void settle_inherited(core::TimePoint now);
    void stand_in(core::TimePoint now);
    void tell_stand_in(bool is_possible, core::TimePoint now);
    void tell_what_cannot_be_lent() const;
    void drain(core::TimePoint now);
    void observe_peer(core::RouterId id, core::TimePoint now);

    void feed(const core::Input& input, core::TimePoint now);
    void keep_records(const core::Outputs& outputs);
    void forget_counters(core::RouterId router);

    void read_network(core::TimePoint now);
    void take_changes(core::TimePoint now);
    void quiet_igmp(bool wanted);
    void note(const core::Noted& placeable);
    Result<> put_up(core::TimePoint now);
    void look_at_hooks(core::TimePoint now);
    void serve_deaf(core::TimePoint now);
    void read_trackers(core::TimePoint now);
    void follow_trackers(core::TimePoint now);
    void follow_schedule(core::TimePoint now);
    void reload_on_time(core::TimePoint now);
    void take_down();
    Result<nlohmann::json, std::string> tap(const nlohmann::json& request);

    struct Coming;
    void begin(LoadedConfig loaded);
    static void compare(Coming& coming);
    void make_room(const std::shared_ptr<Coming>& coming);
    datapath::Room room_for(const Coming& coming) const;
    void take_in_all();
    std::string hindrance(const LoadedConfig& loaded, const std::vector<NamedInterface>& named) const;
    void load(Coming coming);
    void go_on_loading();
    Result<> do_next_of(Coming& coming);
    void change_to(Coming coming);
    void refuse(const std::string& why);
    void take_globals(config::Config config);
    void carry_out(const core::ReloadStep& step, core::TimePoint now);
    void on_reloaded();
    void tell_all_states();

    // A configuration that will be taken as soon as its interfaces are served.
    struct Coming {
        LoadedConfig loaded;            // its virtual routers are in the plan
        core::RunningConfigs running{}; // until the plan is made
        std::vector<NamedInterface> named{};
        core::ReloadPlan plan{};
        std::span<const core::VirtualRouterConfig> unclaimed{}; // of plan.added
        std::vector<std::string> unserved{};                    // interfaces
        std::optional<core::Noted> unnoted{};                   // all that it may place
    };

    Options options_;
    config::Config globals_; // without virtual routers; identity and scheduling stay as at the start
    core::Core core_;
    Edges edges_;
    Reception reception_;
    StandIns stand_ins_;
    bool is_keeping_checks_ = false;
    std::set<core::RouterId> former_; // until the start: those that a former daemon had
    Neighbours neighbours_;
    Interfaces interfaces_;
    Chronicle chronicle_;
    History history_;
    Scripts scripts_;
    Notices notices_;
    Life life_;
    Measures measures_; // those of the loop
    Perform perform_;
    Moves moves_;
    OrderNote order_note_;
    Dumps dumps_;
    std::unique_ptr<Reloads> reloads_;
    std::optional<Coming> coming_; // before its core::Reload
    std::unique_ptr<Control> control_;
};

} // namespace xvrrp::daemon
