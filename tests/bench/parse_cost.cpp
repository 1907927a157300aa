// SPDX-License-Identifier: GPL-2.0-or-later
// Prints the cost of reading a configuration in a process that already runs: milliseconds by the clock and of
// the processor, one line per run.
#include "daemon/load_config.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: parse_cost FILE RUNS\n");
        return 2;
    }
    for (int run = std::atoi(argv[2]); run > 0; --run) {
        const std::clock_t cpu = std::clock();
        const auto begin = std::chrono::steady_clock::now();
        const auto loaded = xvrrp::daemon::load_config({argv[1]});
        const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
        const double used = 1000.0 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
        if (!loaded.usable) {
            std::fputs(loaded.findings.c_str(), stderr);
            return 1;
        }
        std::printf("%.2f %.2f\n", taken.count(), used);
    }
    return 0;
}
