// SPDX-License-Identifier: GPL-2.0-or-later
// The control socket: one request and one reply per connection, in the form of include/xvrrp/control.h.
//
// A client can neither hold up the loop nor exhaust it: nothing blocks, requests and clients are bounded, and
// everything else that is due goes first.
//
// The socket belongs to root, whatever the umask is. A group may be let in, and may only read the status.
#pragma once

#include "core/result.h"
#include "os/event_loop.h"
#include "os/fd.h"

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>
#include <sys/types.h>

namespace xvrrp::daemon {

// The rights of a client.
enum class Rights : std::uint8_t { None, Status, All };

class Control {
public:
    // Returns the next piece of a document, and an empty text after the last one. Other due work goes before
    // each piece. It returns nothing if there is none yet, and wake() asks again.
    using Pieces = std::function<std::optional<std::string>()>;
    // Takes the document, or the sentence that becomes its "error". It is called once, now or later. A client
    // that is gone misses the reply.
    using Reply = std::function<void(Result<Pieces, std::string>)>;
    using Answer = std::function<void(const nlohmann::json& request, Rights rights, const Reply& reply)>;

    static Result<Pieces, std::string>
    whole(const Result<nlohmann::json, std::string>& document); // makes a reply of one piece

    // group may read the status. If it is empty, only root may.
    static Result<std::unique_ptr<Control>> listen(os::EventLoop& loop, const std::string& path,
                                                   const std::string& group, Answer answer);
    ~Control();

    // Asks for the next piece of all replies that have none yet.
    void wake();
    Control(const Control&) = delete;
    Control& operator=(const Control&) = delete;

private:
    struct Client {
        std::uint64_t number = 0;
        os::Fd fd;
        Rights rights = Rights::None;
        std::string request;
        Pieces reply;
        std::string piece; // the piece being sent, and how much of it is written
        std::size_t written = 0;
        bool waits = false; // it waits for wake()
    };

    Control(os::EventLoop& loop, std::string path, Answer answer)
        : loop_(loop), path_(std::move(path)), answer_(std::move(answer)) {}

    Result<> open(const std::string& group);
    Rights rights_of(int client) const;
    void accept();
    void read(std::list<Client>::iterator client);
    void write(std::list<Client>::iterator client);
    void await_writable(std::list<Client>::iterator client);
    void await_news(std::list<Client>::iterator client);
    void hear_end(std::list<Client>::iterator client);
    void close(std::list<Client>::iterator client);
    void ask(std::list<Client>::iterator client, const std::string& request);
    void send(std::uint64_t number, const Result<Pieces, std::string>& answer);

    os::EventLoop& loop_;
    std::string path_;
    Answer answer_;
    std::optional<gid_t> group_; // the group that may read the status
    os::Fd listener_;
    std::list<Client> clients_;
    std::uint64_t next_number_ = 0;
};

} // namespace xvrrp::daemon
