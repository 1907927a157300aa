// SPDX-License-Identifier: GPL-2.0-or-later
// before_master with a live daemon: adverts go out while a script runs, and the address comes after it.
#include "support/process.h"
#include "support/vrrp_host.h"
#include "support/wire.h"

#include <filesystem>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;

class Staged : public RootTest {
protected:
    TemporaryDirectory files_{"staged"};
    TwoRouters net_{};

    std::string staged(const std::string& script, const std::string& timeout) const {
        const auto path = files_.write("before", "#!/bin/sh\n" + script + "\n");
        fs::permissions(path, fs::perms(0755));
        return "global_defs {\n    script_user root\n}\n" +
               Instance{.priority = 110, .more = "    before_master " + path + " " + timeout + "\n"}.text();
    }

    bool sends_adverts() {
        return net_.wire
            .wait_for([&](const Frame& frame) {
                const auto advert = read_advert(frame);
                return advert && advert->advert.priority == 110;
            })
            .has_value();
    }

    std::string file(const std::string& name) const { return files_.path() + "/" + name; }
};

} // namespace

TEST_F(Staged, an_address_waits_for_the_script_and_adverts_do_not) {
    net_.a.run_xvrrpd(staged("until [ -e " + file("go") + " ]; do sleep 0.05; done", "30"));
    ASSERT_TRUE(net_.a.becomes("MASTER")) << net_.a.log();
    EXPECT_TRUE(sends_adverts());
    EXPECT_FALSE(net_.a.has_vip());
    files_.write("go", "");
    EXPECT_TRUE(wait_until([&] { return net_.a.has_vip(); })) << net_.a.log();
    EXPECT_NE(net_.a.log().find("before_master: it exited with status 0, taking the addresses"),
              std::string::npos)
        << net_.a.log();
}

TEST_F(Staged, an_address_waits_no_longer_than_the_timeout) {
    net_.a.run_xvrrpd(staged("sleep 1000", "0.5"));
    EXPECT_TRUE(wait_until([&] { return net_.a.has_vip(); })) << net_.a.log();
    EXPECT_NE(net_.a.log().find("did not end in time"), std::string::npos) << net_.a.log();
}

TEST_F(Staged, an_address_does_not_come_if_another_one_is_master_meanwhile) {
    net_.a.run_xvrrpd(staged("until [ -e " + file("go") + " ]; do sleep 0.05; done", "30"));
    ASSERT_TRUE(net_.a.becomes("MASTER")) << net_.a.log();
    net_.b.run_xvrrpd(Instance{.priority = 200}.text());
    EXPECT_TRUE(leads(net_.b, net_.a));
    files_.write("go", "");
    wait_until([] { return false; }, std::chrono::seconds(1));
    EXPECT_FALSE(net_.a.has_vip());
}

} // namespace xvrrp::test
