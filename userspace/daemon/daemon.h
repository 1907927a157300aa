// SPDX-License-Identifier: GPL-2.0-or-later
// The daemon joins the core, the edges and the requests of people around one loop.
#pragma once

#include "config/config.h"
#include "core/turn.h"
#include "daemon/claims.h"
#include "daemon/control.h"
#include "daemon/interfaces.h"
#include "daemon/kernel_network.h"
#include "daemon/notices.h"
#include "daemon/options.h"
#include "daemon/perform.h"
#include "daemon/reception.h"
#include "daemon/reload_schedule.h"
#include "daemon/reloads.h"
#include "daemon/render.h"
#include "daemon/scripts.h"
#include "daemon/track_files.h"
#include "datapath/datapath.h"
#include "host/packet_socket.h"
#include "host/unicast_socket.h"
#include "os/event_loop.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
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
    };

    Daemon(const Options& options, config::Config config, Edges edges);
    static Result<Edges> open_edges(const Options& options, std::size_t routers);

    Result<> set_up();
    Result<> register_handlers();
    Result<> look_at_network();
    host::NetlinkSink sink();
    void take_picture(const host::NetworkPicture& picture);

    struct World;
    void turn();
    void turn_beside(core::TimePoint now);
    void on_shutdown();
    Result<> start_up();
    void await(const config::AwaitedScript& awaited);
    void take_ended_scripts(core::TimePoint now);
    void leave(core::TimePoint now);
    bool phase_is_over(core::TimePoint now);
    bool runs_scripts() const;
    void on_request(const nlohmann::json& request, Rights rights, const Control::Reply& reply);
    void on_reload(const Control::Reply& reply);
    void on_diff(const std::string& file, const Control::Reply& reply);
    void on_why(const nlohmann::json& request, const Control::Reply& reply);
    void show_events(); // to those that follow them
    void keep_events();

    std::string events_file() const { return options_.runtime_dir + "/events"; }

    void drain(core::TimePoint now);
    void observe_peer(core::RouterId id, core::TimePoint now);

    void feed(const core::Input& input, core::TimePoint now);

    void read_network(core::TimePoint now);
    void take_changes(core::TimePoint now);
    void quiet_igmp(bool wanted);
    core::Standing standing() const;
    core::Noted placeable() const;
    void note_placeable();
    Result<> put_up(core::TimePoint now);
    void look_at_hooks(core::TimePoint now);
    void serve_deaf(core::TimePoint now);
    void read_trackers(core::TimePoint now);
    void follow_trackers(core::TimePoint now);
    void follow_schedule(core::TimePoint now);
    void reload_on_time(core::TimePoint now);
    std::string reload_marker() const;
    void take_down();
    Result<nlohmann::json, std::string> tap(const nlohmann::json& request);

    config::Config running_config() const;
    Result<nlohmann::json, std::string> show_config(bool secrets) const;
    ReloadWords words_of_all(const config::Config& config) const;
    void begin(LoadedConfig loaded);
    void make_room(const LoadedConfig& loaded, const std::function<void()>& then);
    std::uint32_t slots_for(const LoadedConfig& loaded) const;
    void take_in_all();
    Result<core::ReloadPlan, std::string> plan_for(LoadedConfig& loaded) const;
    Result<> attach_for(const core::ReloadPlan& plan);
    void load(LoadedConfig loaded);
    Result<void, std::string> change_to(LoadedConfig loaded);
    void take_globals(config::Config config);
    void carry_out(const core::ReloadStep& step, core::TimePoint now);
    std::map<core::RouterId, core::RouterSnapshot> touched_by(const core::ReloadPlan& plan) const;
    void on_reloaded();
    void tell_all_states();

    Options options_;
    config::Config globals_; // without virtual routers; identity and scheduling stay as at the start
    core::Core core_;
    Edges edges_;
    Claims claims_;
    Reception reception_;
    Interfaces interfaces_;
    Chronicle chronicle_;
    Notices notices_;
    Perform perform_;
    std::unique_ptr<Reloads> reloads_;
    std::unique_ptr<Scripts> scripts_;
    std::unique_ptr<Control> control_;
    core::TimePoint started_;
    // The life of the daemon: it waits for startup_script, works, and then waits for what is left to run.
    enum class Phase : std::uint8_t { Starting, Working, Telling, ClosingPipes, ShutdownScript };
    Phase phase_ = Phase::Starting;
    std::optional<runner::JobId> awaited_;    // startup_script or shutdown_script
    core::TimePoint leave_by_ = core::kNever; // the end of this phase of the end
    std::function<void()> ready_;
    bool running_ = false;
    bool network_has_news_ = false; // netlink can be read
    std::uint64_t shown_events_ = 0;
};

} // namespace xvrrp::daemon
