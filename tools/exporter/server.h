// SPDX-License-Identifier: GPL-2.0-or-later
// An HTTP server for a few pages, each made anew for every request. It serves no file.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

class CivetServer;

namespace xvrrp::exporter {

struct Page {
    std::string path;
    std::string type;                  // its Content-Type
    std::function<std::string()> make; // on a thread of the server
};

class Server {
public:
    // It listens on "127.0.0.1:80" or "[::1]:80" as long as it lives, and throws if it cannot.
    Server(const std::string& address, const std::vector<Page>& pages);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

private:
    class Handler;
    std::list<Handler> handlers_; // they outlive the server
    std::unique_ptr<CivetServer> server_;
};

} // namespace xvrrp::exporter
